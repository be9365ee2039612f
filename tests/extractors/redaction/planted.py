"""Secrets of every family, put together at run time: no file of this project holds anything that looks like one."""

from __future__ import annotations

import base64
import random
import string

_LOWER = string.ascii_lowercase + string.digits
_UPPER = string.ascii_uppercase + string.digits
_MIXED = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"


def planted(seed: int = 0) -> dict[str, list[str]]:
    """Values by kind, each one random and not valid anywhere."""
    chars = random.Random(seed)

    def some(alphabet: str, n: int) -> str:
        # One of each sort, so that no draw is a word or a number by chance.
        sorts = [
            sort
            for sort in (string.digits, string.ascii_lowercase, string.ascii_uppercase)
            if set(sort) & set(alphabet)
        ]
        sure = [chars.choice([c for c in sort if c in alphabet]) for sort in sorts]
        drawn = sure + [chars.choice(alphabet) for _ in range(n - len(sure))]
        chars.shuffle(drawn)
        return "".join(drawn)

    def part(json: str) -> str:
        return base64.urlsafe_b64encode(json.encode()).decode().rstrip("=")

    signed = ".".join([part('{"alg":"HS256","typ":"JWT"}'), part('{"sub":"1","n":"x"}'), some(_MIXED, 43)])
    return {
        "aws_access_key": ["AK" + "IA" + some(_UPPER, 16), "AS" + "IA" + some(_UPPER, 16)],
        "github_token": ["gh" + kind + "_" + some(_MIXED, 36) for kind in "pousr"]
        + ["github" + "_pat_" + some(_MIXED, 22) + "_" + some(_MIXED, 59)],
        "gitlab_token": ["gl" + "pat-" + some(_MIXED, 20), "gl" + "rt-" + some(_MIXED, 20)],
        "slack_token": ["xo" + "xb-" + some(string.digits, 12) + "-" + some(_LOWER, 24)],
        "slack_webhook": [
            "https://hooks.slack"
            + ".com/services/T"
            + some(_UPPER, 8)
            + "/B"
            + some(_UPPER, 8)
            + "/"
            + some(_MIXED, 24)
        ],
        "discord_webhook": ["/api/web" + "hooks/" + some(string.digits, 18) + "/" + some(_MIXED, 68)],
        "stripe_key": [
            "sk" + "_live_" + some(_MIXED, 24),
            "rk" + "_live_" + some(_MIXED, 24),
            "sk" + "_test_" + some(_MIXED, 24),
        ],
        "jwt": [signed],
        "google_api_key": ["AI" + "za" + some(_MIXED, 35)],
        "google_oauth_secret": ["GOC" + "SPX-" + some(_MIXED, 28)],
        "google_oauth_token": ["ya" + "29." + some(_MIXED, 60)],
        "npm_token": ["np" + "m_" + some(_MIXED, 36)],
        "pypi_token": ["pypi-" + "AgEIcHlwaS5vcmc" + some(_MIXED, 80)],
        "sendgrid_key": ["S" + "G." + some(_MIXED, 22) + "." + some(_MIXED, 43)],
        "twilio_key": ["A" + "C" + some(_HEX, 32), "S" + "K" + some(_HEX, 32)],
        "mailchimp_key": [some(_HEX, 32) + "-" + "us12"],
        "square_token": ["sq0" + "csp-" + some(_MIXED, 43), "sq0" + "atp-" + some(_MIXED, 22)],
        "openai_key": [
            "sk-" + some(_MIXED, 20) + "T3Blbk" + "FJ" + some(_MIXED, 20),
            "sk-" + "proj-" + some(_MIXED, 48),
        ],
        "anthropic_key": ["sk-" + "ant-" + some(_MIXED, 90)],
        "huggingface_token": ["h" + "f_" + some(_MIXED, 34), "h" + "f_" + some(string.ascii_letters, 34)],
        "mailgun_key": ["ke" + "y-" + some(_HEX, 32)],
        "digitalocean_token": ["dop" + "_v1_" + some(_HEX, 64)],
        "shopify_token": ["shp" + "at_" + some(_HEX, 32)],
        "docker_token": ["dckr" + "_pat_" + some(_MIXED, 27)],
        "databricks_token": ["da" + "pi" + some(_HEX, 32)],
        "vault_token": ["hv" + "s." + some(_MIXED, 24)],
        "atlassian_token": ["ATA" + "TT3" + some(_MIXED, 180)],
        "linear_key": ["lin" + "_api_" + some(_MIXED, 40)],
        "newrelic_key": ["NR" + "AK-" + some(_UPPER, 27)],
        "grafana_token": ["gl" + "sa_" + some(_MIXED, 32) + "_" + some(_HEX, 8)],
        "postman_key": ["PM" + "AK-" + some(_HEX, 24) + "-" + some(_HEX, 34)],
        "rubygems_key": ["ruby" + "gems_" + some(_HEX, 48)],
        "age_key": ["AGE-SECRET" + "-KEY-1" + some(_UPPER, 58)],
        "artifactory_token": ["AK" + "C" + some(_MIXED, 64), "AP" + "5" + some(_MIXED, 30)],
    }


def planted_in_context(seed: int = 0) -> dict[str, list[tuple[str, str]]]:
    """Lines by kind, with the value in them that only its place makes a secret."""
    chars = random.Random(seed)

    def some(alphabet: str, n: int) -> str:
        return "a1Z" + "".join(chars.choice(alphabet) for _ in range(n - 3))

    password, key = some(_MIXED, 10), some(_MIXED + "+/", 40)
    cases = {
        "aws_secret_key": [('aws_secret_access_key = "{}"', key), ("AWS_SECRET_KEY='{}'", key)],
        "azure_storage_key": [
            ('"DefaultEndpointsProtocol=https;AccountName=a;Account' + 'Key={}"', some(_MIXED, 86) + "==")
        ],
        "npm_token": [("//registry.example.org/:_auth" + "Token={}", "12345678-9abc-def0-1234-56789abcdef0")],
        "discord_token": [
            ("bot = discord.run('{}')", "M" + some(_MIXED, 23) + "." + some(_MIXED, 6) + "." + some(_MIXED, 27))
        ],
        "telegram_token": [("telegram = '{}'", "1234567890" + ":" + some(_MIXED, 35))],
        "basic_auth": [("https://jane:{}@host.example.org/x", password), ("postgres://db:{}@localhost/x", password)],
        "authorization_header": [
            ('-H "Authorization: ' + 'Bearer {}"', some(_MIXED, 32)),
            ("'Authorization': 'Ba" + "sic {}'", some(_MIXED, 24)),
        ],
        "password_assignment": [
            ('const char *password = "{}";', password),
            ("char db_passwd[32] = '{}'", password),
            ('std::string Password("{}");', password),
            ("{{'pwd': '{}'}}", password),
            ('os.environ["PASSWORD"] = "{}"', password),
            ("PASSPHRASE := `{}`", password),
        ],
        "secret_assignment": [
            ('client_secret: str = "{}"', some(_MIXED, 32)),
            ('#define API_KEY "{}"', some(_MIXED, 24)),
            ("auth_token='{}'", some(_MIXED, 24)),
            ('"accessKey": "{}"', some(_MIXED, 24)),
            ("ibm_api_key='{}'", some(_MIXED, 44)),
        ],
    }
    return {kind: [(line.format(value), value) for line, value in lines] for kind, lines in cases.items()}


def planted_key(label: str = "RSA ", seed: int = 0) -> tuple[str, ...]:
    """The lines of a private key."""
    chars = random.Random(seed)
    body = ["".join(chars.choice(_MIXED + "+/") for _ in range(64)) for _ in range(4)]
    return ("-----BEG" + f"IN {label}PRIVATE KEY-----", *body, "Qw" + "==", "-----E" + f"ND {label}PRIVATE KEY-----")
