//! Which registry: an account in a Region, and the names that follow from it.

use crate::facts::partition_of;

/// An account's private registry in one Region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegistryId {
    /// 12 digits: `registryId` in the API.
    pub account: String,
    /// Such as `us-east-1`.
    pub region: String,
}

impl Default for RegistryId {
    /// The account that AWS's own examples use, in `us-east-1`.
    fn default() -> Self {
        Self { account: "111122223333".to_string(), region: "us-east-1".to_string() }
    }
}

impl RegistryId {
    /// A registry, where account and Region have their form.
    pub fn new(account: &str, region: &str) -> Option<Self> {
        let account_fits = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        let region_fits = (2..=25).contains(&region.len()) && region.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        (account_fits && region_fits).then(|| Self { account: account.to_string(), region: region.to_string() })
    }

    /// The registry that a host name means: `111122223333.dkr.ecr.us-east-1.amazonaws.com`.
    pub fn of_host(host: &str) -> Option<Self> {
        let (account, rest) = host.split_once(".dkr.ecr.")?;
        let (region, _) = rest.split_once('.')?;
        let id = Self::new(account, region)?;
        (id.host() == host).then_some(id)
    }

    /// The host name.
    pub fn host(&self) -> String {
        let suffix = if partition_of(&self.region) == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" };
        format!("{}.dkr.ecr.{}.{suffix}", self.account, self.region)
    }

    /// ARN of a repository.
    pub fn repository_arn(&self, name: &str) -> String {
        format!("arn:{}:ecr:{}:{}:repository/{name}", partition_of(&self.region), self.region, self.account)
    }

    /// What images of a repository are named after.
    pub fn repository_uri(&self, name: &str) -> String {
        format!("{}/{name}", self.host())
    }
}

#[cfg(test)]
mod tests {
    use super::RegistryId;

    #[test]
    fn a_host_is_the_registry_of_an_account_in_a_region() {
        let id = RegistryId::default();
        assert_eq!(id.host(), "111122223333.dkr.ecr.us-east-1.amazonaws.com");
        assert_eq!(RegistryId::of_host(&id.host()), Some(id.clone()));
        assert_eq!(id.repository_arn("team/web"), "arn:aws:ecr:us-east-1:111122223333:repository/team/web");
        let china = RegistryId::of_host("111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn").expect("a registry");
        assert_eq!(china.region, "cn-north-1");
        for host in
            ["", "public.ecr.aws", "11112222333.dkr.ecr.us-east-1.amazonaws.com", "111122223333.dkr.ecr.us-east-1.amazonaws.com.evil.org"]
        {
            assert_eq!(RegistryId::of_host(host), None, "{host}");
        }
    }
}
