//! Tasks that run something, and where what they run is written.

use crate::extract::ci::woven::Woven;
use crate::model::{Most, Node, Scalar, SourceId, Within as _};

/// What a step runs.
pub(super) enum Code {
    /// A script of a shell.
    Shell(Scalar),
    /// A script in another language.
    Other(Scalar),
    /// It reads these secrets of a key vault.
    Secrets(Vec<String>),
    /// A task of which nothing is known but what it is handed.
    Inputs,
    /// Nothing that sees a credential.
    Nothing,
}

/// How many secrets of a key vault are looked at.
const MANY: Most = Most::new(100, "secrets of one key vault");

/// What a step runs; none where it is no step.
pub(super) fn code(step: &Node) -> Option<Code> {
    for (key, is_shell) in
        [("script", true), ("bash", true), ("pwsh", false), ("powershell", false)]
    {
        if let Some(node) = step.get(key) {
            let scalar = node.scalar().cloned();
            return Some(match scalar {
                Some(scalar) if is_shell => Code::Shell(scalar),
                Some(scalar) => Code::Other(scalar),
                None => Code::Nothing,
            });
        }
    }
    let task = step.get("task")?.text()?;
    Some(of_task(step, &name(task)))
}

/// Whether a step is one for `PowerShell`.
pub(super) fn is_powershell(step: &Node) -> bool {
    let task = step.get("task").and_then(Node::text).map(name);
    step.get("pwsh").is_some()
        || step.get("powershell").is_some()
        || task.is_some_and(|it| it != "pythonscript")
}

/// The folder in which a step runs.
pub(super) fn directory(step: &Node) -> Option<&Node> {
    ["workingDirectory", "cwd"].iter().find_map(|key| step.get(key).or_else(|| input(step, key)))
}

/// A task without its publisher and its version, in lower case.
fn name(task: &str) -> String {
    let task = task.split('@').next().unwrap_or(task);
    task.rsplit('.').next().unwrap_or(task).to_lowercase()
}

/// The names of inputs are the same in any case.
fn input<'n>(step: &'n Node, name: &str) -> Option<&'n Node> {
    let inputs = step.get("inputs")?.entries();
    inputs.iter().rev().find(|it| it.key.text.eq_ignore_ascii_case(name)).map(|it| &it.value)
}

fn scalar<'n>(step: &'n Node, name: &str) -> Option<&'n Scalar> {
    input(step, name)?.scalar().filter(|it| !it.text.trim().is_empty())
}

fn of_task(step: &Node, name: &str) -> Code {
    let found = match name {
        "bash" | "cmdline" | "shellscript" => {
            script(step, &["script"], &["filePath", "scriptPath"])
        }
        "powershell" => scalar(step, "script").cloned().map(Code::Other),
        "azurecli" => azure_cli(step),
        "azurepowershell" => scalar(step, "inline").cloned().map(Code::Other),
        "pythonscript" => python(step),
        "docker" => docker(step).or(Some(Code::Inputs)),
        "azurekeyvault" => Some(Code::Secrets(secrets(step))),
        _ if name.contains("terraform") || name.contains("tofu") => terraform(step),
        _ => Some(Code::Inputs),
    };
    found.unwrap_or(Code::Nothing)
}

/// A script that stands in the file, or one that is named there.
fn script(step: &Node, inline: &[&str], files: &[&str]) -> Option<Code> {
    let of = |keys: &[&str]| keys.iter().find_map(|key| scalar(step, key));
    let target = input(step, "targetType").and_then(Node::text).unwrap_or_default();
    let file = of(files).map(|it| words("bash", &[Some(it), scalar(step, "arguments")]));
    let inline = of(inline).cloned();
    let found =
        if target.eq_ignore_ascii_case("inline") { inline.or(file) } else { file.or(inline) };
    found.map(Code::Shell)
}

fn azure_cli(step: &Node) -> Option<Code> {
    let kind = input(step, "scriptType").and_then(Node::text).unwrap_or("bash").to_lowercase();
    if kind.starts_with("ps") {
        return scalar(step, "inlineScript").cloned().map(Code::Other);
    }
    let location = input(step, "scriptLocation").and_then(Node::text).unwrap_or_default();
    if location.eq_ignore_ascii_case("inlineScript") {
        return scalar(step, "inlineScript").cloned().map(Code::Shell);
    }
    script(step, &["inlineScript"], &["scriptPath"])
}

fn python(step: &Node) -> Option<Code> {
    match scalar(step, "scriptPath") {
        Some(path) => Some(Code::Shell(words("python", &[Some(path), scalar(step, "arguments")]))),
        None => scalar(step, "script").cloned().map(Code::Other),
    }
}

/// A task that builds an image is the command that it runs; one that also pushes it takes no arguments.
fn docker(step: &Node) -> Option<Code> {
    let command = scalar(step, "command").filter(|it| it.text.trim() == "build")?;
    let arguments = scalar(step, "arguments")?;
    Some(Code::Shell(words("docker", &[Some(command), Some(arguments)])))
}

/// A task that runs Terraform is the command that it runs.
fn terraform(step: &Node) -> Option<Code> {
    let command = scalar(step, "command")?;
    let parts = match command.text.to_lowercase().as_str() {
        "custom" => vec![scalar(step, "customCommand")],
        "workspace" => {
            vec![Some(command), scalar(step, "workspaceSubCommand"), scalar(step, "workspaceName")]
        }
        _ => vec![Some(command)],
    };
    let options = ["commandOptions", "args"].iter().find_map(|key| scalar(step, key));
    let parts: Vec<Option<&Scalar>> = parts.into_iter().chain([options]).collect();
    Some(Code::Shell(words("terraform", &parts)))
}

/// A command of a program and the words that stand in the file, which still know where.
fn words(program: &str, parts: &[Option<&Scalar>]) -> Scalar {
    let mut woven = Woven::default();
    let mut parts = parts.iter().copied().flatten().peekable();
    let start = parts.peek().map_or(0, |it| it.span_of(SourceId(0), 0, 0).start);
    woven.put(program, start..start + 1);
    for part in parts {
        let place = part.span_of(SourceId(0), 0, 0).start;
        woven.put(" ", place..place + 1);
        woven.copy(part, 0..part.text.trim_end().len());
    }
    woven.scalar().unwrap_or_else(|| Scalar::verbatim("", 0, crate::model::Style::Plain))
}

/// The secrets that a key vault's task reads by their names; `*` stands for all of them, which come from outside.
fn secrets(step: &Node) -> Vec<String> {
    let filter = scalar(step, "SecretsFilter").map(|it| it.text.as_str()).unwrap_or_default();
    let names = filter.split(',').map(str::trim);
    let plain = |it: &&str| !it.is_empty() && !it.contains(['*', '$']);
    names.filter(plain).within(MANY).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{Tree, document};
    use super::*;

    #[test]
    fn a_task_is_what_it_runs() {
        for (task, inputs, expected) in [
            ("Bash@3", vec![("targetType", "inline"), ("script", "make")], "make"),
            ("Bash@3", vec![("filePath", "a.sh"), ("arguments", "-x")], "bash a.sh -x"),
            ("CmdLine@2", vec![("Script", "make")], "make"),
            ("PowerShell@2", vec![("script", "make")], "other make"),
            ("AzureCLI@2", vec![("scriptType", "pscore"), ("inlineScript", "make")], "other make"),
            ("AzureCLI@2", vec![("scriptType", "bash"), ("inlineScript", "make")], "make"),
            ("AzureCLI@1", vec![("scriptPath", "a.sh")], "bash a.sh"),
            ("PythonScript@0", vec![("scriptPath", "a.py")], "python a.py"),
            (
                "TerraformCLI@0",
                vec![("command", "apply"), ("commandOptions", "-x")],
                "terraform apply -x",
            ),
            (
                "TerraformCLI@1",
                vec![
                    ("command", "workspace"),
                    ("workspaceSubCommand", "select"),
                    ("workspaceName", "prod"),
                ],
                "terraform workspace select prod",
            ),
            (
                "ms.tools.release-task.TerraformTaskV4@4",
                vec![("command", "plan")],
                "terraform plan",
            ),
            ("TerraformInstaller@1", vec![("terraformVersion", "latest")], "nothing"),
            ("AzureKeyVault@2", vec![("SecretsFilter", "a-b, c")], "secrets a-b c"),
            ("AzureKeyVault@2", vec![("SecretsFilter", "*")], "secrets "),
            ("Docker@2", vec![("command", "push")], "inputs"),
            ("Docker@2", vec![("command", "build"), ("arguments", "-q .")], "docker build -q ."),
            ("Docker@2", vec![("arguments", "-q")], "inputs"),
        ] {
            let inputs = inputs.into_iter().map(|(key, text)| (key, Tree::Text(text))).collect();
            let tree = Tree::Map(vec![("task", Tree::Text(task)), ("inputs", Tree::Map(inputs))]);
            let (_, document) = document("a.yml", &tree);
            let found = match code(&document.roots[0]) {
                Some(Code::Shell(it)) => it.text,
                Some(Code::Other(it)) => format!("other {}", it.text),
                Some(Code::Secrets(names)) => format!("secrets {}", names.join(" ")),
                Some(Code::Inputs) => "inputs".to_owned(),
                Some(Code::Nothing) => "nothing".to_owned(),
                None => "no step".to_owned(),
            };
            assert_eq!(found, expected, "{task}");
        }
    }
}
