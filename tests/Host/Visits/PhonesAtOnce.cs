using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;
using SkiaSharp;

namespace ProcessSales.Host.Tests.Visits;

/// <summary>The evening: ten phones come back into the network at once with 50 visits and 500 pictures, and every answer may get lost on its way.</summary>
public sealed class PhonesAtOnce
{
    private const int VisitsEach = 5;
    private const int PhotosEach = 10;
    private static readonly string[] People = ["lin.zhiyuan", "su.xiaoman", "zhou.yiheng", "han.shiyu", "qiao.muxin", "luo.shuyao", "fang.yuan", "he.yeqing", "jiang.xubai", "xu.muyun"];

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Ten_phones_send_50_visits_with_500_pictures_at_once_and_each_arrives_once(string database)
    {
        await using var place = await Place.MakeAsync(database);
        await using var host = new PhoneHost(place.Connection);
        var phones = new List<HttpClient>();
        foreach (var person in People) phones.Add(await host.SignedInAsync(person));
        foreach (var phone in phones) phone.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(phones.Select((phone, at) => SyncAsync(phone, at)));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{database}: 50 visits and 500 pictures, each sent twice, in {clock.Elapsed.TotalSeconds:0.0} s"));

        await using var db = await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var stop = TestContext.Current.CancellationToken;
        Assert.Equal(50, await db.Visits.CountAsync(row => row.State == VisitState.Submitted, stop));
        Assert.Equal(50, await db.Visits.Select(row => row.ClientId).Distinct().CountAsync(stop));
        Assert.Equal(150, await db.VisitMoves.CountAsync(stop));
        Assert.Equal(50, await db.VisitLines.CountAsync(stop));
        Assert.Equal(50, await db.VisitOperations.CountAsync(stop));
        Assert.Equal(50, await db.FoundMatters.CountAsync(row => row.Key == "oos:2000000000015", stop));
        Assert.Equal(50, await db.Cases.CountAsync(row => row.Process == VisitRegister.Process, stop));
        Assert.Equal(500, await db.VisitPhotos.CountAsync(stop));
        Assert.Equal(500, await db.VisitPhotos.Select(row => row.Sha256).Distinct().CountAsync(stop));
        Assert.Equal(50, await db.VisitPhotos.GroupBy(row => row.VisitId).CountAsync(group => group.Count() == PhotosEach, stop));
        var kept = Directory.EnumerateFiles(Path.Combine(host.DataDirectory, "visits"), "*", SearchOption.AllDirectories).Select(Path.GetFileName).ToHashSet();
        Assert.Equal((await db.VisitPhotos.Select(row => row.Id).ToListAsync(stop)).Select(id => (string?)id.ToString("N")).Order(), kept.Order());
    }

    // As the phone's own queue does it: one visit after the other, its pictures behind it; whatever was not answered is sent again as it was.
    private static async Task SyncAsync(HttpClient phone, int number)
    {
        var day = JsonNode.Parse(await AskAsync(() => phone.GetAsync("/api/visits/day")))!;
        var stores = day["stores"]!.AsArray().Select(store => store!["id"]!.GetValue<Guid>()).ToList();
        for (var i = 0; i < VisitsEach; i++)
        {
            var clientId = Guid.NewGuid();
            var photos = Enumerable.Range(0, PhotosEach).Select(_ => Guid.NewGuid()).ToList();
            var message = Message(stores[i % stores.Count], photos);
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => AskAsync(() => phone.PutAsync($"/api/visits/{clientId}", new StringContent(message, MediaTypeHeaderValue.Parse("application/json"))))));
            for (var at = 0; at < PhotosEach; at++)
            {
                var (picture, id, kind) = (Picture((((number * VisitsEach) + i) * PhotosEach) + at), photos[at], at < 3 ? new[] { "shopfront", "shelfBefore", "shelfAfter" }[at] : "display");
                var address = $"/api/visits/{clientId}/photos/{id}?kind={kind}&taken={Uri.EscapeDataString(DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture))}&gallery=false";
                await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => AskAsync(() => phone.PutAsync(address, new ByteArrayContent(picture) { Headers = { ContentType = new("application/octet-stream") } }))));
            }
        }
    }

    private static async Task<string> AskAsync(Func<Task<HttpResponseMessage>> ask)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var answer = await ask();
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode == HttpStatusCode.OK) return text;
            Assert.True((int)answer.StatusCode >= 500 && attempt < 5, $"{answer.StatusCode}: {text}");
            await Task.Delay(200 * (attempt + 1));
        }
    }

    private static string Message(Guid store, List<Guid> photos)
    {
        var now = DateTimeOffset.UtcNow.AddMinutes(-30);
        var content = new VisitContent
        {
            Goals = ["补货"], Tools = ["价签"], Persons = ["课长"], CheckIn = new(now, 30.2, 120.1, 12, false, "室内定位差"), CheckOut = new(now.AddMinutes(20)), CheckCount = 1,
            Checks = [new("price.tag", CheckResult.Yes, null, null, null, null, null, null)], Lines = [new("2000000000015", ShelfStatus.OutOfStock, 0, null, null, 0, 0, null, 30, null)],
            Topics = ["订单"], Done = ["V-05", "V-07", "V-08", "V-10", "V-14", "V-16"], Photos = [new(photos[0], "shopfront"), new(photos[1], "shelfBefore"), new(photos[2], "shelfAfter")], Summary = "缺货待补",
        };
        VisitStep[] steps = [new(Guid.NewGuid(), VisitState.InStore, now), new(Guid.NewGuid(), VisitState.LeftStore, now.AddMinutes(20)), new(Guid.NewGuid(), VisitState.Submitted, now.AddMinutes(21))];
        return new JsonObject
        {
            ["operationId"] = Guid.NewGuid(), ["basedOn"] = 0, ["storeId"] = store, ["adHocReason"] = "客户来电", ["sentAt"] = DateTimeOffset.UtcNow, ["checklistVersion"] = 1,
            ["steps"] = new JsonArray([.. steps.Select(step => new JsonObject { ["id"] = step.Id, ["to"] = JsonNamingPolicy.CamelCase.ConvertName(step.To.ToString()), ["at"] = step.At })]), ["content"] = JsonNode.Parse(content.ToJson()),
        }.ToJsonString();
    }

    // No two alike, of the size that a phone makes them.
    private static byte[] Picture(int number)
    {
        using var surface = SKSurface.Create(new SKImageInfo(640, 480));
        surface.Canvas.Clear(new SKColor((byte)(number % 251), (byte)(number / 251 * 60), 120));
        using var paint = new SKPaint { Color = SKColors.White };
        surface.Canvas.DrawRect(number % 500, number % 400, 90, 60, paint);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, 85);
        return data.ToArray();
    }

    private sealed class PhoneHost(string? connection) : TestHost
    {
        protected override IReadOnlyDictionary<string, string> Settings => connection is null ? base.Settings : new Dictionary<string, string>(base.Settings) { ["ConnectionStrings:Default"] = connection };
    }

    private sealed class Place(string? server, string name) : IAsyncDisposable
    {
        public string? Connection => server is null ? null : new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 40 }.ToString();

        public static async Task<Place> MakeAsync(string database)
        {
            if (database == "SQLite") return new(null, "");
            var server = Environment.GetEnvironmentVariable("PROCESSSALES_TEST_POSTGRES");
            Assert.SkipWhen(string.IsNullOrEmpty(server), "PROCESSSALES_TEST_POSTGRES names no server");
            var name = $"phones_{Guid.NewGuid():N}";
            await ExecuteAsync(server!, $"CREATE DATABASE {name}");
            return new(server, name);
        }

        public async ValueTask DisposeAsync()
        {
            if (server is null) return;
            NpgsqlConnection.ClearAllPools();
            await ExecuteAsync(server, $"DROP DATABASE {name} WITH (FORCE)");
        }

        private static async Task ExecuteAsync(string server, string statement)
        {
            await using var connection = new NpgsqlConnection(server);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
