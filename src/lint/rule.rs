//! What a rule is, and how one is declared.

use super::{Findings, Judged, Requirements};
use crate::diagnostics::Severity;
use crate::model::{
    CapacityProvider, Cluster, EcrRegistry, EcrRepository, InlinePolicies, Kind, LifecyclePolicy, PolicyDocument, PolicyUse, RegistryPart,
    Role, Service, Stack, TaskDefinition,
};
use crate::roles::{ExecutionRole, HeldPolicies, RoleInUse};

/// A rule: its identity, its documentation, its examples and its check.
///
/// `explain`, the book's page and the list of rules all read this; tests run the examples.
#[derive(Debug)]
pub struct Rule {
    /// `ECS101`: the thing it is about, a band (0 syntax and shape, 1 rejected by the service, 2 accepted but fails when run,
    /// 3 security, 4 reliability, 5 observability, 6 cost and size, 9 stale) and a number. Never used for another rule.
    pub code: &'static str,
    /// The bad thing in kebab case: it fits "allow *name*".
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence in the list of rules.
    pub summary: &'static str,
    /// Markdown: what it does and why, from the doc comment.
    pub documentation: &'static str,
    /// What AWS answers, where it rejects it.
    pub aws_message: Option<&'static str>,
    /// AWS's page about it.
    pub source: &'static str,
    /// The day on which the claim was last held against its source.
    pub verified: &'static str,
    /// The lesson that explains it.
    pub lesson: &'static str,
    /// What other tools call the same control, such as `ECS.4` (Security Hub), `CKV_AWS_334`, `E3042` (cfn-lint).
    pub controls: &'static [&'static str],
    /// A document that it finds fault with.
    pub fails: &'static str,
    /// The same, mended.
    pub passes: &'static str,
    /// What it looks at.
    pub check: Check,
}

/// What a rule looks at, and the function that looks.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Reported while text is parsed, or while a tree is held against the form of its kind.
    Document(Kind),
    /// Looks at a task definition.
    TaskDefinition(fn(&TaskDefinition<'_>, &mut Findings<'_>)),
    /// Looks at a lifecycle policy.
    LifecyclePolicy(fn(&LifecyclePolicy<'_>, &mut Findings<'_>)),
    /// Looks at a service or a task set.
    Service(fn(&Service<'_>, &mut Findings<'_>)),
    /// Looks at a service or a task set and its task definition together; the finding stands in the service, and places in the task
    /// definition are [`super::Finding::related_beside`].
    ServiceAndTask(fn(&Service<'_>, &TaskDefinition<'_>, &mut Findings<'_>)),
    /// Looks at a service or a task definition of a template and at what the template creates around it.
    Stack(fn(&Stack<'_>, &mut Findings<'_>)),
    /// Looks for what a team requires; says nothing where nothing is required.
    Required(RequiredCheck),
    /// Looks at a cluster.
    Cluster(fn(&Cluster<'_>, &mut Findings<'_>)),
    /// Looks at a capacity provider.
    CapacityProvider(fn(&CapacityProvider<'_>, &mut Findings<'_>)),
    /// Looks at a repository or a template of repositories.
    EcrRepository(fn(&EcrRepository<'_>, &mut Findings<'_>)),
    /// Looks at the policy of a repository.
    RepositoryPolicy(fn(&PolicyDocument<'_>, &mut Findings<'_>)),
    /// Looks at a policy of any use, which it is told; its examples are policies of identities.
    Policy(fn(&PolicyDocument<'_>, PolicyUse, &mut Findings<'_>)),
    /// Looks at a policy of an identity: inline, managed or a boundary.
    IdentityPolicy(fn(&PolicyDocument<'_>, PolicyUse, &mut Findings<'_>)),
    /// Looks at who may assume a role.
    TrustPolicy(fn(&PolicyDocument<'_>, &mut Findings<'_>)),
    /// Looks at a role with the policies in it.
    Role(fn(&Role<'_>, &mut Findings<'_>)),
    /// Looks at the inline policies of a role, a user or a group.
    InlinePolicies(fn(&InlinePolicies<'_>, &mut Findings<'_>)),
    /// Looks at all policies of a role that are known, those that are attached to it beside it included.
    HeldPolicies(fn(&HeldPolicies<'_>, &mut Findings<'_>)),
    /// Looks at a role that a task definition names, and at that task definition; the finding stands in the role, and places in the task
    /// definition are [`super::Finding::related_beside`].
    RoleInUse(fn(&RoleInUse<'_>, &mut Findings<'_>)),
    /// Looks at a role with everything that the tasks need which name it as their execution role.
    ExecutionRole(fn(&ExecutionRole<'_>, &mut Findings<'_>)),
    /// Looks at a setting of a registry.
    EcrRegistry(fn(&EcrRegistry<'_>, &mut Findings<'_>)),
}

/// A rule about what a team requires.
#[derive(Debug, Clone, Copy)]
pub struct RequiredCheck {
    /// What it looks at; the first is the kind of its examples.
    pub kinds: &'static [Kind],
    /// The configuration with which its examples are linted.
    pub example: &'static str,
    /// Looks at a document of one of the kinds.
    pub check: fn(&Judged<'_>, &Requirements, &mut Findings<'_>),
}

impl Rule {
    /// The kind of its examples.
    pub fn kind(&self) -> Kind {
        match self.check {
            Check::Document(kind) => kind,
            Check::TaskDefinition(_) => Kind::TaskDefinition,
            Check::LifecyclePolicy(_) => Kind::EcrLifecyclePolicy,
            Check::Service(_) => Kind::Service,
            Check::ServiceAndTask(_) | Check::Stack(_) | Check::RoleInUse(_) | Check::ExecutionRole(_) => Kind::CloudFormation,
            Check::Required(required) => required.kinds.first().copied().unwrap_or(Kind::TaskDefinition),
            Check::Cluster(_) => Kind::Cluster,
            Check::CapacityProvider(_) => Kind::CapacityProvider,
            Check::EcrRepository(_) => Kind::EcrRepository,
            Check::RepositoryPolicy(_) => Kind::Policy(PolicyUse::Repository),
            Check::Policy(_) | Check::IdentityPolicy(_) => Kind::Policy(PolicyUse::Identity),
            Check::TrustPolicy(_) => Kind::Policy(PolicyUse::Trust),
            Check::Role(_) | Check::InlinePolicies(_) | Check::HeldPolicies(_) => Kind::IamRole,
            // One name for several forms: the content of the example says which.
            Check::EcrRegistry(_) => Kind::EcrRegistry(RegistryPart::Scanning),
        }
    }

    /// Whether it is about what AWS rejects (band 1).
    pub fn is_about_rejection(&self) -> bool {
        self.code.as_bytes().get(3) == Some(&b'1')
    }
}

/// Declares a rule as a `static`; the doc comment becomes its documentation.
macro_rules! declare_rule {
    (
        $(#[doc = $doc:literal])+
        $id:ident {
            code: $code:literal,
            name: $name:literal,
            severity: $severity:ident,
            summary: $summary:literal,
            $(aws_message: $aws:literal,)?
            source: $source:literal,
            verified: $verified:literal,
            lesson: $lesson:literal,
            $(controls: $controls:expr,)?
            fails: $fails:expr,
            passes: $passes:expr,
            check: $check:ident($function:expr),
        }
    ) => {
        $(#[doc = $doc])+
        pub static $id: $crate::lint::Rule = $crate::lint::Rule {
            code: $code,
            name: $name,
            severity: $crate::diagnostics::Severity::$severity,
            summary: $summary,
            documentation: concat!($($doc, "\n"),+),
            aws_message: declare_rule!(@optional $($aws)?),
            source: $source,
            verified: $verified,
            lesson: $lesson,
            controls: declare_rule!(@list $($controls)?),
            fails: $fails,
            passes: $passes,
            check: $crate::lint::Check::$check($function),
        };
    };
    (@list) => { &[] };
    (@list $value:expr) => { &$value };
    (@optional) => { None };
    (@optional $value:literal) => { Some($value) };
}
pub(crate) use declare_rule;
