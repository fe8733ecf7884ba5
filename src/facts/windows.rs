//! Windows containers.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>,
//! <https://learn.microsoft.com/en-us/lifecycle/products/windows-server-version-20h2> and its neighbour for 2004,
//! checked 2026-11-24.

/// Accounts of a Windows container with all rights.
pub const WINDOWS_ADMINISTRATORS: [&str; 2] = ["ContainerAdministrator", "Administrator"];

/// Values of `operatingSystemFamily` that Microsoft no longer mends, with the day on which that ended.
pub const ENDED_WINDOWS: [(&str, &str); 2] = [("WINDOWS_SERVER_2004_CORE", "2021-12-14"), ("WINDOWS_SERVER_20H2_CORE", "2022-08-09")];
