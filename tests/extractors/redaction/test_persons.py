"""Names in author lines are masked; labels, organisations, dates, holders and prose stay."""

from __future__ import annotations

import pytest

from warploom.extractors.redaction.masking import redact


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (" * @author Jane Doe", " * @author <PERSON>"),
        ("!> \\author Jane Doe, University of Somewhere", "!> \\author <PERSON>, University of Somewhere"),
        ("// \\author{Jane Doe}", "// \\author{<PERSON>}"),
        ("# Author: Jane Doe <jane@example.org>", "# Author: <PERSON> <<EMAIL>>"),
        ("# author: jdoe", "# author: <PERSON>"),
        ("#  :author: Jane", "#  :author: <PERSON>"),
        (".. moduleauthor:: Jane Doe", ".. moduleauthor:: <PERSON>"),
        ("Authors: Jane Doe, John Roe and A. B. Smith", "Authors: <PERSON>"),
        ("# Authors: Jane Doe <j@example.org>, John Roe", "# Authors: <PERSON> <<EMAIL>>, <PERSON>"),
        ("# Author: Doe, Jane", "# Author: <PERSON>"),
        ("C***AUTHOR  DOE, J. A., (U. OF SOMEWHERE)", "C***AUTHOR  <PERSON>, (U. OF SOMEWHERE)"),
        ("C***AUTHOR  DOE, JANE A.", "C***AUTHOR  <PERSON>"),
        ("// TODO(jane, BUG): tune", "// TODO(<PERSON>, BUG): tune"),
        ("! Author Jane van der Doe-Smith, 1999", "! Author <PERSON>, 1999"),
        ("# Original author (2007): Jane Doe", "# Original author (2007): <PERSON>"),
        ("/* Written by Jane Doe, 12 May 1999 */", "/* Written by <PERSON>, 12 May 1999 */"),
        ("c     written by j. doe and J. Doe", "c     written by j. doe and J. Doe"),
        ("// Created by Jane Doe on 1/1/20.", "// Created by <PERSON> on 1/1/20."),
        ("C  Modified by J. Doe (2001)", "C  Modified by <PERSON> (2001)"),
        ("      x = 1  ! fixed by Jane O'Doe-Mc Adams, Jan 2001", "      x = 1  ! fixed by <PERSON>, Jan 2001"),
        (" * Contributed by Jane Doe.", " * Contributed by <PERSON>."),
        (" * Maintainer: Jane Doe", " * Maintainer: <PERSON>"),
        ("# ported to CUDA 12 by Jane Doe", "# ported to CUDA 12 by <PERSON>"),
        ("* The author of this software is Jane Q. Doe.", "* The author of this software is <PERSON>."),
        ("# based on the library by `Jane Doe`.", "# based on the library by `<PERSON>`."),
        ("By: Jane Doe", "By: <PERSON>"),
        ('__author__ = "Jane Doe"', '__author__ = "<PERSON>"'),
        ("__author__ = 'jane@example.org (Jane Doe)'", "__author__ = '<EMAIL> (<PERSON>)'"),
        ('    author="Jane Doe, John Roe",', '    author="<PERSON>",'),
        ('  "author": "Jane Doe",', '  "author": "<PERSON>",'),
        ('__credits__ = ["Jane Doe", "John Roe"]', '__credits__ = ["<PERSON>", "<PERSON>"]'),
        ("// TODO(jane): tune", "// TODO(<PERSON>): tune"),
        ("# FIXME (jane, john): tune", "# FIXME (<PERSON>): tune"),
        ("Signed-off-by: Jane <jane@example.org>", "Signed-off-by: <PERSON> <<EMAIL>>"),
        (
            "/* $Id: a.c,v 1.2 2003/01/02 03:04:05 jdoe Exp $ */",
            "/* $Id: a.c,v 1.2 2003/01/02 03:04:05 <PERSON> Exp $ */",
        ),
        ("// $Author: jdoe $", "// $Author: <PERSON> $"),
        ("# Author: José García-López", "# Author: <PERSON>"),
        ("// Author: 山田太郎", "// Author: <PERSON>"),
        (
            "# Authors: Jane Doe,\n#          John Roe\n#\n# Uses OpenMP",
            "# Authors: <PERSON>,\n#          <PERSON>\n#\n# Uses OpenMP",
        ),
        (" * Written by\n *   Jane Doe\n * in Fortran", " * Written by\n *   <PERSON>\n * in Fortran"),
        (
            "# Author: Jane Doe <j@example.org>\n#         John Roe <r@example.org> (trees)\n# Text Here",
            "# Author: <PERSON> <<EMAIL>>\n#         <PERSON> <<EMAIL>> (trees)\n# Text Here",
        ),
        (
            "Authors\n-------\n- Jane Doe\n- John Roe\n\nText Here",
            "Authors\n-------\n- <PERSON>\n- <PERSON>\n\nText Here",
        ),
        ("// Author: Jane Doe\r\n// x\r\n", "// Author: <PERSON>\r\n// x\r\n"),
    ],
)
def test_names_are_masked(text: str, masked: str) -> None:
    """One placeholder for a list of names; labels, mail, dates, affiliations and line ends stay in their places."""
    assert masked == redact(text).text


@pytest.mark.parametrize(
    "text",
    [
        "Copyright (c) 2020 Jane Doe. Written by Jane Doe.",
        "// (C) 2019 Jane Doe, author of this",
        "# SPDX-FileCopyrightText: 2020 Author: Jane Doe",
        "// Author: Jane Doe. All rights reserved.",
        "# Author: NVIDIA Corporation",
        "# Authors: The XYZ Authors",
        "!> \\author NAG Ltd.",
        "!> \\author Univ. of California Berkeley",
        "// author: the development team",
        "# Author: unknown",
        "# Developed by Lawrence Livermore National Laboratory",
        " * THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM",
        "AUTHORS AND CONTRIBUTORS",
        "def author(self, name): self.author = author",
        '"author": maintainer,',
        "    author: Author",
        "    authors: List[Person] = field()",
        ":param author: The author of the book",
        "author = get_author(Jane, Doe)",
        "    author = Book.Author",
        "# the author's notation differs, see Doe",
        "x = multiplied by Factor Two",
        "# divided by the Cholesky Factor, sorted by Column Index",
        "# implemented by Conjugate Gradient",
        "!  overwritten by SUBROUTINE DGEMM",
        "*>          by XERBLA.  Neither Y nor Z are accessed.",
        "// This file was generated by Jane Doe's tool",
        'printf("Written by Jane Doe\\n");',
        "# TODO(#123): x, TODO(BEAM-1234), TODO(perf), TODO(https://example.org), TODO(): x",
        "TODO (see below) NOTE(1) BUG(x)",
        "template <typename Author> struct By { };",
        "* described by Golub in his book, by Watts",
        "by default, by value By reference",
        "// Contact: see README",
        "$Id$ $Author$",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    """Copyright lines, organisations, code, prose, references."""
    assert text == redact(text).text
