// cuRAND: part of it, which has nothing of its own here; a real toolkit may come without it.
#pragma once
