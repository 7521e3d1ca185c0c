using Microsoft.Data.Sqlite;
using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests;

/// <summary>Lets days pass in a journey: all that has happened so far lies further back in the host's database.</summary>
internal static class PassingDays
{
    /// <summary>For the one listing of the journey.</summary>
    public static Task OfListingAsync(HostProcess host, int days) => BackAsync(host, days,
        "UPDATE Listings SET HandedInOn = date(HandedInOn, $back), LastWordOn = date(LastWordOn, $back), SignedOn = date(SignedOn, $back)",
        "UPDATE ListingMoves SET \"On\" = date(\"On\", $back)", "UPDATE ListingLineMoves SET \"On\" = date(\"On\", $back)",
        "UPDATE ListingLines SET StateOn = date(StateOn, $back), ShelfOn = date(ShelfOn, $back)");

    /// <summary>For the one promotion of the journey.</summary>
    public static Task OfPromotionAsync(HostProcess host, int days) => BackAsync(host, days,
        "UPDATE Promotions SET Start = date(Start, $back), \"End\" = date(\"End\", $back), SetUp = date(SetUp, $back), CutOff = date(CutOff, $back), EndedOn = date(EndedOn, $back), SettleBy = date(SettleBy, $back)");

    /// <summary>Stores in which lines of the journey's listing stand there: code and place.</summary>
    public static async Task<IReadOnlyList<(string Code, float Latitude, float Longitude)>> StoresOfListingAsync(HostProcess host, string state)
    {
        await using var connection = await OpenAsync(host);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT DISTINCT s.Code, s.Latitude, s.Longitude FROM ListingLines l JOIN Stores s ON s.Id = l.StoreId WHERE l.State = $state ORDER BY s.Code";
        command.Parameters.AddWithValue("$state", state);
        await using var reader = await command.ExecuteReaderAsync();
        var stores = new List<(string, float, float)>();
        while (await reader.ReadAsync()) stores.Add((reader.GetString(0), reader.GetFloat(1), reader.GetFloat(2)));
        return stores;
    }

    private static async Task BackAsync(HostProcess host, int days, params string[] statements)
    {
        await using var connection = await OpenAsync(host);
        foreach (var statement in statements)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.Parameters.AddWithValue("$back", $"-{days} days");
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<SqliteConnection> OpenAsync(HostProcess host)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(host.DataDirectory, "processsales.db"), DefaultTimeout = 60 }.ToString());
        await connection.OpenAsync();
        return connection;
    }
}
