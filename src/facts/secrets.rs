//! How secrets look: the names that people give them, and the shapes that issuers give them.
//!
//! Sources: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html> (AKIA, ASIA),
//! <https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github>,
//! <https://api.slack.com/authentication/token-types>, <https://docs.stripe.com/keys>,
//! <https://docs.gitlab.com/security/tokens/>, <https://docs.npmjs.com/about-access-tokens>, RFC 7519 (JSON Web Token), RFC 7468 (PEM), checked 2026-11-24.

/// Words of a name that mean a secret by themselves.
pub const SECRET_WORDS: [&str; 11] =
    ["PASSWORD", "PASSWD", "PASSPHRASE", "PASSCODE", "SECRET", "TOKEN", "CREDENTIAL", "CREDENTIALS", "APIKEY", "SECRETKEY", "PRIVATEKEY"];

/// Words that mean a secret after another word: `DB_PASS`, `DB_PWD`. Alone `PWD` is the working directory.
pub const SECRET_WORDS_AFTER_ANOTHER: [&str; 2] = ["PASS", "PWD"];

/// Words that make a secret of the `KEY` that follows: `API_KEY`.
pub const SECRET_KEY_WORDS: [&str; 10] =
    ["API", "PRIVATE", "ACCESS", "SECRET", "ENCRYPTION", "SIGNING", "MASTER", "AUTH", "ACCOUNT", "LICENSE"];

/// Last words of names that are about a secret and do not hold it: `PASSWORD_FILE`, `TOKEN_TTL`.
pub const ABOUT_A_SECRET: [&str; 57] = [
    "AGE",
    "ALG",
    "ALGORITHM",
    "ARN",
    "AUDIENCE",
    "AUTH",
    "BACKEND",
    "CACHE",
    "CLAIM",
    "COUNT",
    "DAYS",
    "DIR",
    "DIRECTORY",
    "DURATION",
    "ENABLED",
    "ENDPOINT",
    "EXPIRATION",
    "EXPIRES",
    "EXPIRY",
    "FIELD",
    "FILE",
    "FORMAT",
    "HASH",
    "HEADER",
    "HOST",
    "HOURS",
    "ID",
    "INTERVAL",
    "ISSUER",
    "LENGTH",
    "LIFETIME",
    "LIMIT",
    "LOCATION",
    "MANAGER",
    "MAX",
    "MIN",
    "MINUTES",
    "MODE",
    "MS",
    "NAME",
    "PATH",
    "POLICY",
    "PORT",
    "PREFIX",
    "PROVIDER",
    "REF",
    "REGION",
    "REQUIRED",
    "SCOPE",
    "SECONDS",
    "SIZE",
    "STORE",
    "TIMEOUT",
    "TTL",
    "TYPE",
    "URI",
    "URL",
];

/// First words of names that are questions about a secret: `ALLOW_EMPTY_PASSWORD`.
pub const QUESTIONS: [&str; 12] = ["ALLOW", "DISABLE", "ENABLE", "GENERATE", "IS", "HAS", "MAX", "MIN", "REQUIRE", "ROTATE", "SKIP", "USE"];

/// Values that switch something and hide nothing.
pub const SWITCHES: [&str; 14] =
    ["true", "false", "yes", "no", "on", "off", "enabled", "disabled", "none", "null", "required", "optional", "auto", "default"];

/// Bytes below which a value is not worth hiding.
pub const LEAST_SECRET: usize = 4;

/// Prefixes of AWS access key ids, long-term and temporary; [`AWS_ACCESS_KEY_TAIL`] capitals and digits follow.
pub const AWS_ACCESS_KEY_PREFIXES: [&str; 2] = ["AKIA", "ASIA"];
/// Characters of an access key id after its prefix.
pub const AWS_ACCESS_KEY_TAIL: usize = 16;

/// Prefixes of tokens with the name of their issuer, and the characters that follow at least.
pub const TOKEN_PREFIXES: [(&str, &str, usize); 26] = [
    ("ghp_", "GitHub", 20),
    ("gho_", "GitHub", 20),
    ("ghu_", "GitHub", 20),
    ("ghs_", "GitHub", 20),
    ("ghr_", "GitHub", 20),
    ("github_pat_", "GitHub", 20),
    ("xoxb-", "Slack", 10),
    ("xoxp-", "Slack", 10),
    ("xoxa-", "Slack", 10),
    ("xoxr-", "Slack", 10),
    ("xoxs-", "Slack", 10),
    ("sk_live_", "Stripe", 20),
    ("rk_live_", "Stripe", 20),
    ("whsec_", "Stripe", 20),
    ("glpat-", "GitLab", 20),
    ("gldt-", "GitLab", 20),
    ("glrt-", "GitLab", 20),
    ("npm_", "npm", 36),
    ("sk-proj-", "OpenAI", 40),
    ("sk-ant-", "Anthropic", 40),
    ("hf_", "Hugging Face", 30),
    ("pypi-AgEI", "PyPI", 50),
    ("dop_v1_", "DigitalOcean", 60),
    ("shpat_", "Shopify", 32),
    ("AIza", "Google", 35),
    ("GOCSPX-", "Google", 28),
];

/// Prefix of SendGrid keys: three parts with dots, the second and third of these lengths.
pub const SENDGRID_KEY: (&str, usize, usize) = ("SG", 22, 43);

/// Characters of an AWS secret access key, which is base64 of 30 bytes
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html>).
pub const AWS_SECRET_KEY_LENGTH: usize = 40;
