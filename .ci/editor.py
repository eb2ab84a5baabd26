"""A visit to `keyfit lsp` by a client that others wrote, and how long edits take: .ci/editor"""
import asyncio, os, statistics, time

import pytest, pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

KEYFIT = os.environ["KEYFIT"]
ROOTS = 334  # Each has three candidate files.
EDITS = 50

WORKFLOW = """on:
  push:
    branches: [main]
jobs:
  run:
    runs-on: ubuntu-latest
    steps:
      - uses: fal-ai/dbt-cloud-action@main
        with:
          dbt_cloud_token: ${{ secrets.DBT_PAT }}
"""


def job(it):
    return (f'resource "dbtcloud_job" "job_{it}" {{\n  name           = "job {it}"\n'
            f'  project_id     = dbtcloud_project.this.id\n  environment_id = 1\n'
            f'  execute_steps  = ["dbt build --select tag:part_{it}"]\n  triggers = {{\n    schedule = true\n  }}\n}}\n\n')


def write(root, path, text):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def tree(root):
    """Roots of Terraform, each with the workflow that applies it and its env file."""
    for at in range(ROOTS):
        write(root, f"infra/root_{at}/main.tf",
              'terraform {\n  required_providers {\n    dbtcloud = { source = "dbt-labs/dbtcloud" }\n  }\n}\n\n'
              f'variable "dbt_token" {{\n  type = string\n}}\n\nprovider "dbtcloud" {{\n  account_id = {at}\n'
              "  token      = var.dbt_token\n}\n\n" + "".join(job(it) for it in range(4)))
        write(root, f".github/workflows/apply_{at}.yml",
              "on:\n  push:\n    branches: [main]\njobs:\n  apply:\n    runs-on: ubuntu-latest\n    steps:\n"
              "      - uses: actions/checkout@v5\n      - name: apply\n"
              f"        run: terraform -chdir=infra/root_{at} apply\n        env:\n"
              f"          TF_VAR_dbt_token: ${{{{ secrets.DBT_SERVICE_TOKEN_{at} }}}}\n")
        write(root, f"infra/root_{at}/.env", f"DBT_CLOUD_HOST=cloud.getdbt.com\nDBT_CLOUD_ACCOUNT_ID={at}\n")
    write(root, ".github/workflows/run.yml", WORKFLOW)
    return root


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return tree(tmp_path_factory.mktemp("workspace"))


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[KEYFIT, "lsp"]))
async def client(lsp_client: LanguageClient, workspace):
    uri = workspace.as_uri()

    @lsp_client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
    def register(_params: lsp.RegistrationParams):
        """It is told of no file; the visit changes none behind the editor's back."""

    params = lsp.InitializeParams(
        capabilities=client_capabilities("visual-studio-code"),
        workspace_folders=[lsp.WorkspaceFolder(uri=uri, name="workspace")])
    start = time.perf_counter()
    told = await lsp_client.initialize_session(params)
    print(f"\n-> initialize\n<- encoding {told.capabilities.position_encoding}")
    lsp_client.started = start
    yield
    await lsp_client.shutdown_session()


async def until(client, uri, holds, patience=60):
    end = time.perf_counter() + patience
    while time.perf_counter() < end:
        if uri in client.diagnostics and holds(client.diagnostics[uri]):
            return client.diagnostics[uri]
        await asyncio.sleep(0.001)
    raise AssertionError(f"nothing came of {uri}")


def open_text(client, uri, text):
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(
        text_document=lsp.TextDocumentItem(uri=uri, language_id="yaml", version=1, text=text)))


def change(client, uri, version, start, end, text):
    part = lsp.TextDocumentContentChangePartial(
        range=lsp.Range(start=lsp.Position(*start), end=lsp.Position(*end)), text=text)
    client.text_document_did_change(lsp.DidChangeTextDocumentParams(
        text_document=lsp.VersionedTextDocumentIdentifier(uri=uri, version=version), content_changes=[part]))


@pytest.mark.asyncio
async def test_a_visit(client, workspace):
    uri = (workspace / ".github/workflows/run.yml").as_uri()
    document = lsp.TextDocumentIdentifier(uri=uri)
    open_text(client, uri, WORKFLOW)
    print("-> didOpen run.yml")
    [finding] = await until(client, uri, bool)
    print(f"<- first diagnostics after {(time.perf_counter() - client.started) * 1000:.0f} ms: "
          f"{sum(map(len, client.diagnostics.values()))} in {len(client.diagnostics)} files")
    print(f"   {finding.code} at {finding.range.start.line}:{finding.range.start.character}: {finding.message.splitlines()[0]}")
    assert finding.code == "personal-token-in-production"
    at = dict(text_document=document, position=lsp.Position(9, 40))
    hover = await client.text_document_hover_async(lsp.HoverParams(**at))
    print("-> hover 9:40\n<- " + hover.contents.value.splitlines()[0])
    assert "DBT_PAT" in hover.contents.value
    uses = await client.text_document_references_async(
        lsp.ReferenceParams(**at, context=lsp.ReferenceContext(include_declaration=True)))
    print(f"-> references\n<- {len(uses)} places")
    actions = await client.text_document_code_action_async(lsp.CodeActionParams(
        text_document=document, range=finding.range, context=lsp.CodeActionContext(diagnostics=[finding])))
    print("-> codeAction\n" + "\n".join(f"<- {it.title}" for it in actions))
    assert any(it.title.startswith("Allow ") for it in actions)

    took = []
    names = ["DBT_SERVICE_TOKEN", "DBT_PAT"]
    for at in range(EDITS):
        before, after = names[(at + 1) % 2], names[at % 2]
        start = time.perf_counter()
        change(client, uri, at + 2, (9, 39), (9, 39 + len(before)), after)
        await until(client, uri, lambda it: bool(it) == (after == "DBT_PAT"))
        took.append((time.perf_counter() - start) * 1000)
    files = sum(1 for it in workspace.rglob("*") if it.is_file())
    print(f"{EDITS} edits in a tree of {files} candidate files, from the change to its diagnostics: "
          f"median {statistics.median(took):.0f} ms, worst {max(took):.0f} ms")
