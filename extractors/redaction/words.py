"""Words that decide: what makes a name no person's, what is no user, which domains have mail."""

from __future__ import annotations


def _words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


NOT_PERSONS = _words(
    """
    corporation corp inc incorporated ltd limited llc gmbh ag sa plc company co university univ universität
    universite université universidad universita institute institut instituto inst laboratory laboratories
    laboratoire lab labs national school college academy department dept division faculty center centre centro group
    team project projects foundation consortium committee association society authors contributors developers
    maintainers community collaboration alliance network partners technologies technology systems system software
    solutions services research sciences science computing computer computational engineering agency administration
    ministry government office bureau council organization organisation nvidia intel amd ibm google microsoft
    facebook meta apple arm cray oracle sandia argonne livermore inria cnrs cea nag cern csiro kitware uber amazon
    aws alibaba tencent baidu huawei samsung xilinx fujitsu hitachi nec sony qualcomm mediatek openai deepmind
    mozilla redhat suse canonical netlib lapack blas linpack eispack slatec gnu linux apache debian ubuntu fedora
    eth epfl mit caltech ucla ucsd berkeley stanford harvard princeton yale oxford cambridge cornell knoxville
    tennessee california colorado denver texas illinois michigan minnesota mexico york angeles alamos ridge palo
    alto jülich juelich garching munich münchen berlin zürich zurich tokyo beijing shanghai boulder usa uk france
    germany japan china canada italy spain netherlands switzerland sweden australia america states europe the this
    that these those a an all any some each every no none not unknown various several others other many you your we
    our it its they their his her see note use used using by from for to in on at of or be is are was were has have
    as if then when where which who whom name names author editor maintainer contributor list file files code
    function functions class method module package program script test tests example examples data value values type
    types string version versions revision release date history changes changelog todo fixme copyright license
    licence warranty redistribution redistributions permission permissions notice documentation manual library
    libraries toolkit compiler generator generated studio visual python fortran java matlab mathematica octave rust
    cython swig doxygen cmake numpy scipy pandas pytorch tensorflow cuda opencl openmp openacc mpi hip sycl kokkos
    raja january february march july august september october november december monday tuesday wednesday thursday
    friday saturday sunday description purpose usage input output parameters arguments returns return summary
    abstract algorithm algorithms equation equations matrix vector kernel solver default null true false yes mailing
    bug bugs address email mail phone tel fax web website url http https street avenue road floor room box suite
    building modified created written changed updated added fixed removed contact please report copyrighted liable
    holders azure storage lockheed boeing leuven san ku tu uc ut rwth delft aachen wolfram beam alpha publications press
    conjugate gradient newton gauss runge kutta euler fourier lagrange krylov householder cholesky schur
    """
)
"""One of these, in lower case, makes the whole an organisation, a place, a program or prose."""

NO_HANDLES = _words(
    """
    unknown none null nobody various me self anonymous tbd todo author authors name user username root admin nil
    undefined default optional required string str int bool list object true false any yes no new later see the this
    that it is here there other others multiple generated auto
    """
)
"""What stands alone after an author label and is nobody."""

NO_USERS = _words(
    """
    me someone anyone everyone later future perf performance optimize optimization bug fix docs doc test tests
    cleanup refactor api windows linux macos cuda hip rocm gpu cpu python security high low medium critical urgent
    issue note all team unassigned deprecated remove nan inf type types typing speed memory correctness feature
    style mypy ruff lint yaml json non-nano xla cow
    """
)
"""What stands in `TODO(...)` and is no user."""

MONTHS = _words("jan feb mar apr may jun jul aug sep sept oct nov dec")
PARTICLES = _words(
    "van von de der den del della dela di da dal dos das du la le el al bin ibn ter ten te zu zur af av y e op"
)
SUFFIXES = _words("jr jr. sr sr. ii iii iv phd ph.d. md m.d. esq esq.")
TITLES = _words("dr dr. prof prof. mr mr. mrs mrs. ms ms. professor")

COUNTRY_DOMAINS = _words(
    """
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc
    cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga
    gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp
    ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms
    mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro
    rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt
    tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
    """
)
"""Every country's top-level domain."""

GENERIC_DOMAINS = _words(
    """
    com org net edu gov mil int info biz pro coop aero museum jobs mobi cat asia tel dev app tech cloud science
    academy institute university engineering systems software solutions technology computer consulting digital email
    expert global group international link live media network online page research services site space store studio
    team today website wiki work world xyz bayern berlin hamburg koeln ruhr saarland swiss wien paris london scot
    cern inc ltd foundation community earth energy center codes build tools zone ninja guru rocks example invalid
    localdomain
    """
)
"""Generic top-level domains that people write in sources; `.name` is an attribute more often."""

HOSTS = _words(
    """
    ip ips ipv ipaddr ipaddress addr addrs address addresses host hosts hostname hostnames server servers nameserver
    nameservers dns ping gateway subnet subnets netmask peer peers client clients remote proxy proxies inet sockaddr
    connect connects connected connection connections connecting endpoint endpoints ssh scp ftp rsync telnet login
    node nodes network route whois
    """
)
"""Words in whose line four numbers are an address."""

NUMBERED = _words(
    """
    version versions release releases revision revisions v ver vers section sections chapter clause paragraph
    standard sec oid oids rev cf see eq eqs table tables fig figure figures equation appendix driver firmware build
    theorem lemma handbook rfc iso doi pip jar requires upgrade upgraded upgrades update updates updated patch
    patches cudnn cuda gcc toolkit sdk library package objectidentifier identifier citeseer citeseerx kernel
    """
)
"""Words after which four numbers are a version, a section or an object."""
