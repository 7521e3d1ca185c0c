namespace Elsa.Storage;

/// <summary>Removes instances with everything that hangs on them.</summary>
internal static class InstanceRemoval
{
    public static async ValueTask RemoveAsync(EngineDatabase database, Session session, IReadOnlyCollection<string> ids)
    {
        if (ids.Count == 0)
            return;
        var list = database.List(ids);
        foreach (var table in (string[])["ElsaBookmarks", "ElsaTimers", "ElsaQueue"])
            await session.ExecuteAsync($"DELETE FROM {table} WHERE " + database.OneOf("InstanceId", 1), list).ConfigureAwait(false);
        await session.ExecuteAsync("DELETE FROM ElsaJournal WHERE InstanceNum IN (SELECT Num FROM ElsaInstances WHERE " + database.OneOf("Id", 1) + ")", list).ConfigureAwait(false);
        await session.ExecuteAsync("DELETE FROM ElsaInstanceStates WHERE Num IN (SELECT Num FROM ElsaInstances WHERE " + database.OneOf("Id", 1) + ")", list).ConfigureAwait(false);
        await session.ExecuteAsync("DELETE FROM ElsaInstances WHERE " + database.OneOf("Id", 1), list).ConfigureAwait(false);
    }
}
