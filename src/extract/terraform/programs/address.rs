//! Values that only say where a secret is kept.

use crate::extract::deployment::store;
use crate::extract::terraform::reading::File;
use crate::model::{Name, Node, Reference, Scope, Style};

/// The secret at an address. One that names no account is kept in that of the folder, where another folder's secret of
/// the same name is another one.
pub(super) fn secret(file: &File, address: &str) -> Name {
    let name = store::secret(file.vendors, address);
    if ["arn:", "projects/", "https://"].iter().any(|it| address.starts_with(it)) {
        return name;
    }
    let scope = Scope::of(&[file.unit.steps(), name.scope.steps()].concat());
    Name { scope, ..name }
}

/// The address in a value that only says where a secret is kept.
pub(super) fn addressed(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix("{{secrets/") {
        return rest.split('}').next();
    }
    let inside = text.strip_prefix("@Microsoft.KeyVault(")?.strip_suffix(')')?;
    let parts = || inside.split(';').filter_map(|part| part.trim().split_once('='));
    let of = |wanted: &str| parts().find(|(key, _)| key.eq_ignore_ascii_case(wanted));
    of("SecretName").or_else(|| of("SecretUri")).map(|(_, value)| value.trim_end_matches('/'))
}

/// Under which name a value is kept: what the resource is called that a reference means, and the key behind it.
pub(super) fn path(node: &Node, key: &str) -> Option<String> {
    let scalar = node.scalar()?;
    let [reference] = scalar.references.as_slice() else { return None };
    let label = label(reference).filter(|_| is_of_resource(reference))?;
    // `"${aws_secretsmanager_secret.x.arn}:key::"` asks for one key of a secret.
    let behind = scalar.text.rsplit('}').next().filter(|_| scalar.style != Style::Expression);
    let behind = behind.and_then(|it| it.strip_prefix(':')?.split(':').next());
    match behind.filter(|it| !it.is_empty()).unwrap_or(key) {
        "" => Some(label.clone()),
        key => Some(format!("{label}/{key}")),
    }
}

fn is_of_resource(reference: &Reference) -> bool {
    let first = reference.path.first().map_or("", String::as_str);
    matches!(first, "data" | "ephemeral") || first.contains('_')
}

/// What a reference calls the thing that it means, whatever it takes of that.
pub(super) fn label(reference: &Reference) -> Option<&String> {
    match reference.path.first().map(String::as_str)? {
        "data" | "ephemeral" => reference.path.get(2),
        "module" | "local" => reference.path.last(),
        _ => reference.path.get(1),
    }
}

#[cfg(test)]
mod tests {
    use super::addressed;

    #[test]
    fn some_values_are_addresses() {
        for (text, expected) in [
            ("@Microsoft.KeyVault(VaultName=a;SecretName=dbt-pat)", Some("dbt-pat")),
            (
                "@Microsoft.KeyVault(SecretUri=https://a.vault.azure.net/secrets/dbt-pat/)",
                Some("https://a.vault.azure.net/secrets/dbt-pat"),
            ),
            ("{{secrets/dbt/pat}}", Some("dbt/pat")),
            ("@Microsoft.KeyVault(", None),
            ("@Microsoft.KeyVault()", None),
            ("plain", None),
        ] {
            assert_eq!(addressed(text), expected, "{text}");
        }
    }
}
