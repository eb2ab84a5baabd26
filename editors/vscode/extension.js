// Starts `keyfit lsp` and lets the client speak with it.
const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

let client;

async function start() {
  const settings = vscode.workspace.getConfiguration("keyfit");
  const config = settings.get("config");
  const args = config ? ["lsp", "--config", config] : ["lsp"];
  const server = { command: settings.get("path") || "keyfit", args, transport: TransportKind.stdio };
  // A credential may stand in any file, whatever its language; keyfit itself tells which it reads.
  const options = { documentSelector: [{ scheme: "file" }] };
  client = new LanguageClient("keyfit", "keyfit", server, options);
  await client.start();
}

async function stop() {
  const running = client;
  client = undefined;
  if (running) {
    await running.stop();
  }
}

async function restart() {
  await stop();
  await start();
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("keyfit.restart", restart),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("keyfit")) {
        await restart();
      }
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
