//! Who makes the request, and whom a resource's policy means.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use super::context::Context;
use crate::facts::{FEDERATED_DOMAINS, PRINCIPAL_KINDS};

/// Who makes the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// `arn:aws:iam::111122223333:root`, or the account's number.
    Account {
        /// Twelve digits.
        account: String,
    },
    /// `arn:aws:iam::111122223333:user/name`
    User(Identity),
    /// `arn:aws:iam::111122223333:role/name`: some session of the role.
    Role(Identity),
    /// `arn:aws:sts::111122223333:assumed-role/name/session`
    RoleSession(Identity),
    /// `arn:aws:sts::111122223333:federated-user/name`
    FederatedUser(Identity),
    /// `ecs-tasks.amazonaws.com`
    Service(String),
    /// The ARN of a SAML or OIDC provider, or the domain of one that AWS knows.
    Federated(String),
    /// Somebody without credentials.
    Anonymous,
}

/// A user, role or session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The whole ARN.
    pub arn: String,
    /// `aws`, `aws-cn`, ...
    pub partition: String,
    /// Twelve digits.
    pub account: String,
    /// The name without path and session.
    pub name: String,
}

impl Caller {
    /// Reads `--caller`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text == "anonymous" {
            return Ok(Self::Anonymous);
        }
        if is_account(text) {
            return Ok(Self::Account { account: text.to_string() });
        }
        if FEDERATED_DOMAINS.contains(&text) {
            return Ok(Self::Federated(text.to_string()));
        }
        if !text.starts_with("arn:")
            && (text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn") || text.ends_with(".aws.internal"))
        {
            return Ok(Self::Service(text.to_string()));
        }
        let unknown = || format!("\"{text}\" is no ARN of a user, role or session, no account, no service and not `anonymous`");
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let ["arn", partition, service @ ("iam" | "sts"), "", account, resource] = parts[..] else { return Err(unknown()) };
        if !is_account(account) {
            return Err(format!("\"{account}\" in \"{text}\" is no account: twelve digits"));
        }
        let identity = |name: &str| Identity {
            arn: text.to_string(),
            partition: partition.to_string(),
            account: account.to_string(),
            name: name.to_string(),
        };
        let last = |path: &str| path.rsplit('/').next().filter(|name| !name.is_empty()).map(str::to_string);
        match (service, resource.split_once('/')) {
            ("iam", None) if resource == "root" => Some(Self::Account { account: account.to_string() }),
            ("iam", Some(("user", path))) => last(path).map(|name| Self::User(identity(&name))),
            ("iam", Some(("role", path))) => last(path).map(|name| Self::Role(identity(&name))),
            ("iam", Some(("saml-provider" | "oidc-provider", _))) => Some(Self::Federated(text.to_string())),
            ("sts", Some(("federated-user", name))) if !name.is_empty() => Some(Self::FederatedUser(identity(name))),
            ("sts", Some(("assumed-role", rest))) => rest
                .split_once('/')
                .filter(|(role, session)| !role.is_empty() && !session.is_empty())
                .map(|(role, _)| Self::RoleSession(identity(role))),
            _ => None,
        }
        .ok_or_else(unknown)
    }

    /// As it was given, or nearly so.
    pub fn name(&self) -> &str {
        match self {
            Self::Account { account } => account,
            Self::User(identity) | Self::Role(identity) | Self::RoleSession(identity) | Self::FederatedUser(identity) => &identity.arn,
            Self::Service(name) | Self::Federated(name) => name,
            Self::Anonymous => "anonymous",
        }
    }

    /// The account; `None` for services, providers and anonymous callers.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Account { account } => Some(account),
            Self::User(identity) | Self::Role(identity) | Self::RoleSession(identity) | Self::FederatedUser(identity) => {
                Some(&identity.account)
            }
            Self::Service(_) | Self::Federated(_) | Self::Anonymous => None,
        }
    }

    /// Whether identity policies, boundaries and session policies speak about such a caller.
    pub fn has_identity_policies(&self) -> bool {
        self.account().is_some()
    }

    /// Adds the keys that AWS derives from the caller, where they are not given.
    pub fn add_keys(&self, context: &mut Context) {
        if let Some(account) = self.account() {
            context.add_if_absent("aws:PrincipalAccount", account);
        }
        let is_service = matches!(self, Self::Service(_));
        context.add_if_absent("aws:PrincipalIsAWSService", if is_service { "true" } else { "false" });
        match self {
            Self::Account { account } => {
                context.add_if_absent("aws:PrincipalType", "Account");
                context.add_if_absent("aws:PrincipalArn", format!("arn:aws:iam::{account}:root"));
            }
            Self::User(user) => {
                context.add_if_absent("aws:PrincipalType", "User");
                context.add_if_absent("aws:PrincipalArn", &user.arn);
                context.add_if_absent("aws:username", &user.name);
            }
            Self::Role(role) => {
                context.add_if_absent("aws:PrincipalType", "AssumedRole");
                context.add_if_absent("aws:PrincipalArn", &role.arn);
            }
            Self::RoleSession(session) => {
                context.add_if_absent("aws:PrincipalType", "AssumedRole");
                // The key holds the role, not the session; the role's path is not part of the session's ARN.
                let role = format!("arn:{}:iam::{}:role/{}", session.partition, session.account, session.name);
                context.add_if_absent("aws:PrincipalArn", role);
            }
            Self::FederatedUser(user) => {
                context.add_if_absent("aws:PrincipalType", "FederatedUser");
                context.add_if_absent("aws:PrincipalArn", &user.arn);
            }
            Self::Service(service) => context.add_if_absent("aws:PrincipalServiceName", service),
            Self::Federated(provider) => context.add_if_absent("aws:FederatedProvider", provider),
            Self::Anonymous => context.add_if_absent("aws:PrincipalType", "Anonymous"),
        }
    }
}

/// Whether the text is an account's number.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// One principal of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// `*`
    Everyone,
    /// An account: all that its own policies let in.
    Account(String),
    /// A user, role or session by its ARN.
    Arn(String),
    /// A service.
    Service(String),
    /// An identity provider.
    Federated(String),
    /// What can be written and never matches here: unique ids (`AIDA...`) and canonical users.
    Opaque(String),
}

/// How a principal of a policy means the caller; the order is their strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grant {
    /// By its account: the caller's own policies must allow too.
    Account,
    /// By its role, or by the user of a federated session: a boundary and session policies still limit.
    Limited,
    /// The caller itself: nothing but an explicit deny limits.
    Direct,
}

impl Principal {
    /// Reads one principal.
    ///
    /// # Errors
    /// What is wrong with it, and what to do.
    pub fn parse(kind: &str, text: &str) -> Result<Self, (String, String)> {
        let refused = |help: &str| Err((format!("\"{text}\" is no principal of the kind {kind}"), help.to_string()));
        match kind {
            "AWS" if text == "*" => Ok(Self::Everyone),
            "AWS" if is_account(text) => Ok(Self::Account(text.to_string())),
            "AWS" if text.starts_with("AIDA") || text.starts_with("AROA") => Ok(Self::Opaque(text.to_string())),
            "AWS" => match Caller::parse(text) {
                Ok(_) if text.contains(['*', '?']) => {
                    refused("A principal's ARN holds no wildcards: name the account and restrict aws:PrincipalArn in a condition.")
                }
                Ok(Caller::Account { account }) => Ok(Self::Account(account)),
                Ok(Caller::User(_) | Caller::Role(_) | Caller::RoleSession(_) | Caller::FederatedUser(_)) => {
                    Ok(Self::Arn(text.to_string()))
                }
                _ => refused("Write an account, `*`, or the ARN of a user, a role, a role's session or a federated user."),
            },
            "Service" if text.contains(['*', '?']) => refused("A service is named in full, without wildcards: ecs-tasks.amazonaws.com."),
            "Service" if text.contains('.') && !text.contains(':') => Ok(Self::Service(text.to_string())),
            "Service" => refused("Write a service's principal, such as ecs-tasks.amazonaws.com."),
            "Federated" => Ok(Self::Federated(text.to_string())),
            "CanonicalUser" => Ok(Self::Opaque(text.to_string())),
            _ => Err((format!("\"{kind}\" is no kind of principal"), format!("The kinds are {}.", PRINCIPAL_KINDS.join(", ")))),
        }
    }

    /// As it is written, or nearly so.
    pub fn name(&self) -> &str {
        match self {
            Self::Everyone => "*",
            Self::Account(name) | Self::Arn(name) | Self::Service(name) | Self::Federated(name) | Self::Opaque(name) => name,
        }
    }

    /// Whether it names, with a path, a role of the name of this session.
    pub(super) fn names_role_with_path(&self, session: &Identity) -> bool {
        matches!(self, Self::Arn(arn) if is_entity(arn, session, "role") && arn.matches('/').count() > 1)
    }

    /// Whether it names a user, role or session of this account.
    pub(super) fn names_somebody_of(&self, account: Option<&str>) -> bool {
        matches!(self, Self::Arn(arn) if account.is_some() && arn.split(':').nth(4) == account)
    }

    /// How this principal means the caller, if it does.
    pub fn grants(&self, caller: &Caller) -> Option<Grant> {
        match (self, caller) {
            (Self::Everyone, _) => Some(Grant::Direct),
            // The account's root user is the account itself.
            (Self::Account(named), Caller::Account { account }) => (named == account).then_some(Grant::Direct),
            (Self::Account(named), _) => (caller.account() == Some(named)).then_some(Grant::Account),
            (Self::Arn(arn), Caller::User(user)) => (*arn == user.arn).then_some(Grant::Direct),
            (Self::Arn(arn), Caller::Role(role)) => (*arn == role.arn).then_some(Grant::Limited),
            (Self::Arn(arn), Caller::RoleSession(session)) if *arn == session.arn => Some(Grant::Direct),
            (Self::Arn(arn), Caller::RoleSession(session)) => is_entity(arn, session, "role").then_some(Grant::Limited),
            (Self::Arn(arn), Caller::FederatedUser(user)) if *arn == user.arn => Some(Grant::Direct),
            (Self::Arn(arn), Caller::FederatedUser(user)) => is_entity(arn, user, "user").then_some(Grant::Limited),
            (Self::Service(named), Caller::Service(service)) => (named == service).then_some(Grant::Direct),
            (Self::Federated(named), Caller::Federated(provider)) => (named == provider).then_some(Grant::Direct),
            _ => None,
        }
    }
}

/// Whether an ARN names the role or user behind a session, whose ARN does not tell the path.
fn is_entity(arn: &str, session: &Identity, kind: &str) -> bool {
    let Some(path) = arn.strip_prefix(&format!("arn:{}:iam::{}:{kind}/", session.partition, session.account)) else { return false };
    path.rsplit('/').next() == Some(session.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_principal_means_a_caller_directly_by_its_role_or_by_its_account() {
        const ROLE: &str = "arn:aws:iam::111122223333:role/app/web";
        const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/web/task-1";
        const USER: &str = "arn:aws:iam::111122223333:user/ann";
        const FEDERATED: &str = "arn:aws:sts::111122223333:federated-user/ann";
        let cases = [
            ("AWS", "*", USER, Some(Grant::Direct)),
            ("AWS", "*", "anonymous", Some(Grant::Direct)),
            ("AWS", "*", "ecs-tasks.amazonaws.com", Some(Grant::Direct)),
            ("AWS", "111122223333", USER, Some(Grant::Account)),
            ("AWS", "arn:aws:iam::111122223333:root", SESSION, Some(Grant::Account)),
            ("AWS", "111122223333", "arn:aws:iam::111122223333:root", Some(Grant::Direct)),
            ("AWS", "444455556666", USER, None),
            ("AWS", "111122223333", "ecs-tasks.amazonaws.com", None),
            ("AWS", USER, USER, Some(Grant::Direct)),
            ("AWS", ROLE, ROLE, Some(Grant::Limited)),
            ("AWS", ROLE, SESSION, Some(Grant::Limited)),
            ("AWS", "arn:aws:iam::111122223333:role/other", SESSION, None),
            ("AWS", "arn:aws:iam::444455556666:role/web", SESSION, None),
            ("AWS", SESSION, SESSION, Some(Grant::Direct)),
            ("AWS", "arn:aws:sts::111122223333:assumed-role/web/task-2", SESSION, None),
            ("AWS", USER, FEDERATED, Some(Grant::Limited)),
            ("AWS", FEDERATED, FEDERATED, Some(Grant::Direct)),
            ("Service", "ecs-tasks.amazonaws.com", "ecs-tasks.amazonaws.com", Some(Grant::Direct)),
            ("Service", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com", None),
            ("Federated", "accounts.google.com", "accounts.google.com", Some(Grant::Direct)),
            ("AWS", "AIDAEXAMPLE", USER, None),
        ];
        for (kind, principal, caller, expected) in cases {
            let principal = Principal::parse(kind, principal).expect(principal);
            let caller = Caller::parse(caller).expect(caller);
            assert_eq!(principal.grants(&caller), expected, "{principal:?} {caller:?}");
        }
    }

    #[test]
    fn what_is_no_principal_is_refused() {
        for (kind, text) in [
            ("AWS", "arn:aws:iam::111122223333:role/*"),
            ("AWS", "11112222333"),
            ("AWS", "arn:aws:s3:::bucket"),
            ("AWS", ""),
            ("Service", "*"),
            ("Service", "ecs-*.amazonaws.com"),
            ("Service", "ecs-tasks"),
            ("User", "ann"),
        ] {
            assert!(Principal::parse(kind, text).is_err(), "{kind} {text}");
        }
        for text in [
            "",
            "ann",
            "arn:aws:iam::1:user/ann",
            "arn:aws:sts::111122223333:assumed-role/web",
            "arn:aws:iam::111122223333:user/",
            "arn:aws:ecs:::x",
        ] {
            assert!(Caller::parse(text).is_err(), "{text}");
        }
    }
}
