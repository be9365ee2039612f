"""Mail addresses and public IP addresses are masked; code and numbers that look like them stay."""

from __future__ import annotations

import pytest

from warploom.extractors.redaction.masking import redact


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("/* jane.doe@example.org */", "/* <EMAIL> */"),
        ("! jane_doe+tag@cs.example.edu, please", "! <EMAIL>, please"),
        ("Mail jane@example.org.", "Mail <EMAIL>."),
        ("Mail jane@example.org.Thanks", "Mail <EMAIL>.Thanks"),
        ("Copyright (c) 2020 Jane Doe <jane@example.org>", "Copyright (c) 2020 Jane Doe <<EMAIL>>"),
        ("SPDX-FileCopyrightText: 2020 Jane Doe <jane@example.org>", "SPDX-FileCopyrightText: 2020 Jane Doe <<EMAIL>>"),
        ('puts("usage\\njane@example.org\\n");', 'puts("usage\\n<EMAIL>\\n");'),
        ("mailto:jane@example.org?subject=x", "mailto:<EMAIL>?subject=x"),
        ("1234+jane@users.noreply.example.com", "<EMAIL>"),
        ("JANE@EXAMPLE.ORG", "<EMAIL>"),
        ("jürgen@example.de", "<EMAIL>"),
        ("jane@example.org,john@example.org", "<EMAIL>,<EMAIL>"),
        ("ssh jane@host.example.org", "ssh <EMAIL>"),
        ("<jane AT example DOT org>", "<<EMAIL>>"),
        ("<jane at example.org>", "<<EMAIL>>"),
        ("Jane Doe, jane (at) example (dot) org", "Jane Doe, <EMAIL>"),
        ("jane[at]example.org", "<EMAIL>"),
        ("# jane.doe at cs dot example dot org", "# <EMAIL>"),
        ("(jane_AT_example_DOT_org)", "(<EMAIL>)"),
        ("jane-at-example.org", "<EMAIL>"),
    ],
)
def test_mail_is_masked(text: str, masked: str) -> None:
    """In every line, copyright lines too; nothing around it changes."""
    assert masked == redact(text).text


@pytest.mark.parametrize(
    "text",
    [
        'suffix = b"-cert-v01@openssh.com"',
        "@property\n@functools.cache\n@pytest.mark.parametrize('x', [1])",
        "  @property",
        "git clone git@host.example.org:jane/code.git",
        "ssh://git@host.example.org/jane/code",
        "foo@1.2.3 lib@v1.0 left-pad@^1.3.0",
        "y = a@b.c",
        "y = x@self.weight",
        "y = q@k.transpose(0, 1)",
        "A = A@L.T + u@v.mT",
        "y = x@w.to(device)",
        "assert_allclose(A, L@D@L.conjugate().T)",
        'NSString *s = @"text.com"; id x = @[@1, @2];',
        "icon@2x.png",
        "%s@%s.com, ${USER}@example.org, {user}@example.org, %s@example.org",
        "look at the dot product, at each dot, a dot b at c",
        "value_at_index.size, x-at-y.z",
        "(available at netlib.org)",
        "<b at c>d",
        "!$acc data copy(a@b)",
        "1.0@2.0",
        "a @ b.com_plex",
    ],
)
def test_what_is_no_mail_stays(text: str) -> None:
    """Decorators, products of matrices, versions, templates, prose; `git@` is how one clones."""
    assert text == redact(text).text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ('connect("93.184.215.14", 80);', 'connect("<IP_ADDRESS>", 80);'),
        ("http://93.184.215.14/x", "http://<IP_ADDRESS>/x"),
        ("93.184.215.14:8080", "<IP_ADDRESS>:8080"),
        ("8.8.8.8:53", "<IP_ADDRESS>:53"),
        ("# ping 8.8.8.8", "# ping <IP_ADDRESS>"),
        ('host = "8.8.8.8"', 'host = "<IP_ADDRESS>"'),
        ("remote_ip=4.4.4.4, 5.5.5.5", "remote_ip=<IP_ADDRESS>, <IP_ADDRESS>"),
        ("93.184.215.14 - - [10/Oct/2000]", "<IP_ADDRESS> - - [10/Oct/2000]"),
        ("Ask 93.184.215.14.", "Ask <IP_ADDRESS>."),
        ("jane@93.184.215.14", "jane@<IP_ADDRESS>"),
        ("::ffff:93.184.215.14", "::ffff:<IP_ADDRESS>"),
        ('"2606:2800:21f:cb07:6820:80da:af6b:8b2c"', '"<IP_ADDRESS>"'),
        ("[2606:2800:220:1::1]:443", "[<IP_ADDRESS>]:443"),
    ],
)
def test_public_ip_addresses_are_masked(text: str, masked: str) -> None:
    """Port, prefix length and everything else around them stay."""
    assert masked == redact(text).text


@pytest.mark.parametrize(
    "text",
    [
        'host = "127.0.0.1"; ip = "10.1.2.3", "192.168.1.1", "172.16.0.1", "0.0.0.0", "255.255.255.0", "224.0.0.1"',
        "server 192.0.2.1, 198.51.100.7 and 203.0.113.9 are for documents",
        "Version 10.1.2.3",
        "#define VERSION 93.184.215.14",
        'driver_version = "110.90.32.14"',
        "// ISO C++, 27.5.2.4 and [5.2.1.10]",
        "see section 4.11.1.2 of the guide",
        "dill==93.184.215.14",
        "lib-93.184.215.14.tar.gz v93.184.215.14 93.184.215.14-rc1",
        "'--forward-unknown-to-host-linker',   # 4.2.5.2",
        "ObjectIdentifier('2.5.4.43')",
        "1.3.6.1.4.1.11129.2.4.3",
        "path d='M8 0C3.58 0 0 3.58 0 8c0 3.54.4.07.55'",
        "x = 1.2.3.4",
        "300.400.500.600",
        "x[2000::2], std::vector<int>::size_type, 2024::a",
        "2606:2800 12:30:45 00:1b:44:11:3a:b7",
        "'2001:db8::1:2:3', 'fe80::1:2:3', '::1'",
        "Windows.Networking.Connectivity '1.0.0.0'",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    """Private and special addresses, versions, sections, object identifiers, slices and times."""
    assert text == redact(text).text
