//! What the name of a file says: whether it is an env file, and whether it is a template.

/// Whether a path is one of the dotenv family: `.env`, `.env.local`, `prod.env`, `.envrc`, `.env.example`.
pub fn claims(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    // Nearly no file is one, and every file is asked.
    if !name.as_bytes().windows(3).any(|part| part.eq_ignore_ascii_case(b"env")) {
        return false;
    }
    let name = name.to_lowercase();
    let family = ends_as_env(&name) || name.starts_with(".envrc");
    family || is_template_of_env(&name) || name.starts_with(".env.") && !is_other(&name)
}

fn ends_as_env(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending == "env")
}

fn is_template_of_env(name: &str) -> bool {
    [".example", ".sample", ".template", ".dist", ".tmpl", ".tpl", ".default"]
        .iter()
        .filter_map(|ending| name.strip_suffix(ending))
        .any(|stem| stem == "env" || ends_as_env(stem) || stem.starts_with(".env"))
}

/// Whether a name that begins with `.env.` ends like another format.
fn is_other(name: &str) -> bool {
    const OTHERS: [&str; 33] = [
        "js", "cjs", "mjs", "ts", "tsx", "py", "rb", "go", "rs", "php", "java", "kt", "ps1", "md",
        "mdx", "rst", "html", "xml", "ini", "enc", "gpg", "asc", "age", "zip", "vault", "keys",
        "json", "jsonc", "toml", "yml", "yaml", "tf", "tofu",
    ];
    OTHERS.contains(&name.rsplit('.').next().unwrap_or_default())
}

/// Whether a file's name says that it is a template: nothing reads it as it stands.
pub fn is_template(name: &str) -> bool {
    const WORDS: [&str; 9] =
        ["example", "examples", "sample", "samples", "template", "dist", "tmpl", "tpl", "default"];
    words(name).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// The words of a file's name, in lower case.
pub(super) fn words(name: &str) -> Vec<String> {
    name.to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dotenv_family_is_claimed() {
        for (path, expected) in [
            (".env", true),
            ("a/b/.env.local", true),
            (".env.example", true),
            (".envrc.example", true),
            (".envrc", true),
            ("devcontainer-template.env", true),
            ("prod.env", true),
            ("app.env.sample", true),
            ("env.example", true),
            (".ENV.Production", true),
            ("README.env.md", false),
            ("env.py", false),
            (".env.d.ts", false),
            (".env.json", false),
            (".environment", false),
            ("env/main.tf", false),
            (".env/config", false),
        ] {
            assert_eq!(claims(path), expected, "{path}");
        }
    }

    #[test]
    fn a_template_says_so_in_its_name() {
        for (name, expected) in [
            (".env.example", true),
            (".env-sample", true),
            ("example.env", true),
            ("devcontainer-template.env", true),
            (".env.dist", true),
            (".env.local", false),
            ("distribution.env", false),
        ] {
            assert_eq!(is_template(name), expected, "{name}");
        }
    }
}
