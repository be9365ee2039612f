// cuSPARSE: its second interface, which is the only one.
#pragma once
#include "cusparse.h"
