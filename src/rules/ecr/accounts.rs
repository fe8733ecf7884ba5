//! Accounts that the principals of a repository policy are of.

use crate::model::{PolicyStatement, PrincipalEntry};

/// A principal with the account that it is of.
#[derive(Debug, Clone, Copy)]
pub(super) struct AccountPrincipal<'p, 'a> {
    pub entry: &'p PrincipalEntry<'a>,
    /// Twelve digits.
    pub account: &'a str,
    /// Whether it is the whole account, and no role or user of it.
    pub is_whole: bool,
}

/// The principals of a statement that are accounts or of accounts, as far as they are written out.
pub(super) fn account_principals<'p, 'a>(statement: &'p PolicyStatement<'a>) -> impl Iterator<Item = AccountPrincipal<'p, 'a>> {
    let entries = statement.principal.iter().flat_map(|principals| &principals.entries);
    entries.filter(|entry| entry.kind.eq_ignore_ascii_case("AWS")).filter_map(|entry| {
        let (account, is_whole) = account_of(entry.value.literal()?)?;
        Some(AccountPrincipal { entry, account, is_whole })
    })
}

fn account_of(principal: &str) -> Option<(&str, bool)> {
    let is_number = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(principal) {
        return Some((principal, true));
    }
    let mut parts = principal.strip_prefix("arn:")?.splitn(5, ':').skip(3);
    let (account, name) = (parts.next()?, parts.next()?);
    is_number(account).then_some((account, name == "root"))
}
