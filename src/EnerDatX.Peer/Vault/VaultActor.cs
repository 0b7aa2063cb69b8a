using Akka.Actor;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Peer.Vault;

/// <summary>The one owner of the vault; runs on a thread of its own, for it blocks on the disk.</summary>
public sealed class VaultActor : ReceiveActor
{
    public VaultActor(IVault vault)
    {
        Receive<StoreContent>(store => Keep(() => new ContentStored(vault.Put(store.Content))));
        Receive<ReadContent>(read => Sender.Tell(new ContentRead(read.Cid, vault.Read(read.Cid, read.MaxBytes))));
        Receive<ReadContentBlock>(read => Sender.Tell(new ContentBlockRead(read.Cid, vault.ReadBlock(read.Cid))));
        Receive<StoreContentBlock>(store => Keep(() =>
        {
            vault.PutBlock(store.Cid, store.Block);
            return new ContentBlockStored(store.Cid);
        }));
        Receive<FindDataset>(find => Sender.Tell(new DatasetFound(find.AssetId, vault.Find(find.AssetId))));
        Receive<ListDatasets>(_ => Sender.Tell(new DatasetsListed(vault.All())));
        Receive<SaveDataset>(save => Keep(() =>
        {
            vault.Save(save.Record);
            return new DatasetSaved(save.Record);
        }));
        Receive<StoreSealed>(store => Keep(() =>
        {
            // The record names the contents, so it comes last: a crash in between leaves contents without a record, never the reverse.
            foreach (var content in store.Sealed.Contents)
            {
                vault.Put(content);
            }

            vault.Save(store.Sealed.Record);
            return new DatasetSaved(store.Sealed.Record);
        }));
    }

    private void Keep(Func<object> store)
    {
        object answer;
        try
        {
            answer = store();
        }
        catch (NotStoredException failure)
        {
            answer = new NotKept(failure.Message);
        }

        Sender.Tell(answer);
    }
}
