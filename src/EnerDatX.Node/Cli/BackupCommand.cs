using System.CommandLine;
using EnerDatX.Node.Hosting;
using EnerDatX.Storage;
using EnerDatX.Storage.Backup;

namespace EnerDatX.Node.Cli;

/// <summary><c>backup</c> and <c>restore</c>: a node's key and chain as one encrypted file.</summary>
public static class BackupCommand
{
    public static Command CreateBackup()
    {
        var state = new Option<string>("--state") { Description = "The node's folder; the node may run.", Required = true, HelpName = "DIR" };
        var output = new Option<string>("--out") { Description = "The file to be made; one that exists is not overwritten.", Required = true, HelpName = "FILE" };
        var key = new Option<string?>("--key") { Description = "The node's key file, when it is not the one in its folder.", HelpName = "FILE" };
        var headOnly = new Option<bool>("--head-only") { Description = "Leaves out all half-blocks but the last own one: a small file; a restore then fetches the chain from other nodes." };
        var passphrase = Passphrase.FileOption();
        var command = new Command("backup", """
            Saves a node as one file, encrypted with a passphrase: its secret key, how far it has signed, its settings (STATE/node.conf) and its
            half-blocks. Not in it: datasets and their keys, contents, the copy of the head outside the folder. The node need not be stopped.
            Example:
              ./enerdatx backup --state owner --out owner.backup
            """)
        {
            state, output, key, headOnly, passphrase,
        };
        command.SetAction((parsed, _) => Failures.Explain(parsed, () =>
        {
            var path = parsed.GetRequiredValue(output);
            if (File.Exists(path))
            {
                throw new StorageException($"{path} is there already. Choose another name.");
            }

            var streams = parsed.InvocationConfiguration;
            var backup = StateBackup.Take(
                parsed.GetRequiredValue(state), parsed.GetValue(key), parsed.GetValue(headOnly), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            using var secret = Passphrase.Get(parsed.GetValue(passphrase), isNew: true, streams.Error);
            BackupFile.Write(path, backup, secret.Bytes);
            streams.Output.WriteLine(
                $"{path} holds the key {backup.Key.PublicKey.Mid}, which has signed {backup.Head.Sequence} half-blocks, and {backup.Blocks.Count} half-blocks in all. "
                + "Whoever has the file and its passphrase has the key: keep them apart.");
            return Task.FromResult(0);
        }));
        return command;
    }

    public static Command CreateRestore()
    {
        var file = new Argument<string>("file") { Description = "A file made by ./enerdatx backup." };
        var state = new Option<string>("--state") { Description = "The new folder; it must be empty or missing.", Required = true, HelpName = "DIR" };
        var passphrase = Passphrase.FileOption();
        var command = new Command("restore", """
            Makes a node's folder from a backup. The node that starts in it first asks others for what it signed since, and signs nothing before
            they have answered: a number that is signed twice is held against the key for ever. Never run the old folder beside it.
            Example:
              ./enerdatx restore owner.backup --state owner
            """)
        {
            file, state, passphrase,
        };
        command.SetAction((parsed, _) => Failures.Explain(parsed, () =>
        {
            var streams = parsed.InvocationConfiguration;
            using var secret = Passphrase.Get(parsed.GetValue(passphrase), isNew: false, streams.Error);
            var backup = BackupFile.Read(parsed.GetRequiredValue(file), secret.Bytes);
            var folder = parsed.GetRequiredValue(state);
            var signed = StateRestore.Run(backup, folder, streams.Error.WriteLine);
            streams.Output.WriteLine($"""
                {folder} holds the key {backup.Key.PublicKey.Mid} and {(backup.HasChain ? backup.Blocks.Count : 0)} half-blocks. It has signed at least {signed.Sequence}.
                Start it with  ./enerdatx node --state {folder}  and with --connect to a node that knows it: it fetches what is missing from those it
                traded with, and signs when they have confirmed that nothing is newer. GET /api/v1/node says how far it is.
                """);
            return Task.FromResult(0);
        }));
        return command;
    }
}
