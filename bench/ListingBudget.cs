using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Listings;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Bench;

/// <summary>A listing of 50 stores and 40 articles in the web app: how long its page takes to open, and bringing all 2,000 lines a step on to save.</summary>
internal static partial class ListingBudget
{
    private const int Stores = 50;
    private const int Articles = 40;
    private const int Times = 5;

    public static async Task RunAsync()
    {
        var data = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "data", Guid.NewGuid().ToString("n"))).FullName;
        try
        {
            await using (await RunningHost.StartAsync(data))
            {
                // The first start makes the tables and the demo people.
            }

            var listing = await FillAsync(data);
            await using var host = await RunningHost.StartAsync(data);
            using var client = await host.SignInAsync("lin.zhiyuan");
            await client.GetStringAsync($"/listings/{listing}");
            Table.Head($"Listing of {Stores} stores × {Articles} articles, web page, SQLite");
            var opens = new List<double>();
            for (var i = 0; i < Times; i++) opens.Add(await OpenAsync(client, listing));
            Table.Value("open the page, worst of five", opens.Max(), "s", 1);
            Table.Value($"save {Stores * Articles:N0} lines: offered", await SaveAsync(client, listing, "Submitted", ("Buyer", "Buyer")), "s", 2);
            Table.Value($"save {Stores * Articles:N0} lines: accepted", await SaveAsync(client, listing, "Accepted", ("Promise", "Buyer")), "s", 2);
            await ApplyAsync(client);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(data, true);
        }
    }

    private static async Task<double> OpenAsync(HttpClient client, Guid listing)
    {
        var clock = Stopwatch.StartNew();
        var page = await client.GetStringAsync($"/listings/{listing}");
        var took = clock.Elapsed.TotalSeconds;
        return page.Contains("type=\"checkbox\" name=\"line\"", StringComparison.Ordinal) ? took : throw new InvalidOperationException("The page does not show the lines.");
    }

    // As a browser does: all boxes of the page that is open are ticked.
    private static async Task<double> SaveAsync(HttpClient client, Guid listing, string to, params (string Name, string Value)[] facts)
    {
        var address = $"/listings/{listing}?to={to}";
        var page = await client.GetStringAsync(address);
        var form = Form().Matches(page).Select(match => match.Value).First(text => text.Contains("value=\"move\"", StringComparison.Ordinal));
        var fields = Hidden().Matches(form).Select(match => KeyValuePair.Create(match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value))).ToList();
        fields.AddRange(Line().Matches(form).Select(match => KeyValuePair.Create("line", match.Groups[1].Value)));
        if (fields.Count(field => field.Key == "line") != Stores * Articles) throw new InvalidOperationException($"The page offers {fields.Count(field => field.Key == "line")} lines.");
        fields.Add(new("On", DateTime.UtcNow.AddHours(8).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        fields.AddRange(facts.Select(fact => KeyValuePair.Create(fact.Name, fact.Value)));
        using var content = new FormUrlEncodedContent(fields);
        var clock = Stopwatch.StartNew();
        using var answer = await client.PostAsync(address, content);
        // The answer is the page again, drawn with what was saved.
        var after = await answer.Content.ReadAsStringAsync();
        var took = clock.Elapsed.TotalSeconds;
        if (answer.StatusCode != HttpStatusCode.OK || after.Contains("alert-danger", StringComparison.Ordinal)) throw new InvalidOperationException($"Saving answered {answer.StatusCode}.");
        return took;
    }

    // The application itself: its form with all rows, as a draft.
    private static async Task ApplyAsync(HttpClient client)
    {
        var token = Hidden().Matches(await client.GetStringAsync("/listings")).First(match => match.Groups[1].Value == "__RequestVerificationToken").Groups[2].Value;
        using var start = new FormUrlEncodedContent([new("__RequestVerificationToken", WebUtility.HtmlDecode(token))]);
        using var started = await client.PostAsync("/processes/product-listing/start", start);
        var task = started.RequestMessage!.RequestUri!.AbsolutePath;
        var fields = new List<KeyValuePair<string, string>> { new("__RequestVerificationToken", WebUtility.HtmlDecode(token)), new("f.chain", "C01"), new("f.kind", "launch"), new("f.reason", "Bench") };
        for (var i = 0; i < Articles; i++)
        {
            foreach (var (name, value) in new[] { ("product", $"29000000{i + 1:00000}"), ("supplyPrice", "10"), ("retailPrice", "15"), ("monthlyVolume", "50"), ("unitContribution", "3"), ("firstOrder", "60") }) fields.Add(new($"f.skus[{i}].{name}", value));
        }

        for (var i = 0; i < Stores; i++) fields.Add(new($"f.stores[{i}].store", $"B-{i + 1:000}"));
        using var draft = new FormUrlEncodedContent(fields);
        var clock = Stopwatch.StartNew();
        using var saved = await client.PostAsync($"{task}/draft", draft);
        Table.Value("application form: save its draft", clock.Elapsed.TotalSeconds, "s", 2);
        saved.EnsureSuccessStatusCode();
        await client.GetStringAsync(task);
        clock.Restart();
        var page = await client.GetStringAsync(task);
        Table.Value("application form: open it", clock.Elapsed.TotalSeconds, "s", 1);
        if (!page.Contains($"f.skus[{Articles - 1}].product", StringComparison.Ordinal) || !page.Contains($"f.stores[{Stores - 1}].store", StringComparison.Ordinal)) throw new InvalidOperationException("The form does not show all its rows.");
    }

    private static async Task<Guid> FillAsync(string data)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddProcessSalesWorkflows(new WorkflowsOptions
        {
            DataDirectory = data, ConnectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(data, "processsales.db") }.ToString(), WorkflowsDirectory = data, PublicUrl = new Uri("http://localhost"),
        });
        await using var provider = services.BuildServiceProvider();
        await using var db = await provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        var manager = await db.Users.SingleAsync(person => person.UserName == "lin.zhiyuan");
        var chain = await db.Customers.SingleAsync(row => row.Code == "C01");
        var today = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(8));
        var stores = Enumerable.Range(1, Stores).Select(number => new Store { Id = Guid.NewGuid(), Code = $"B-{number:000}", Name = $"Store {number}", CustomerId = chain.Id, OwnerId = manager.Id, Class = "A" }).ToList();
        var articles = Enumerable.Range(1, Articles).Select(number => new Product { Id = Guid.NewGuid(), Code = $"29000000{number:00000}", Name = $"Article {number}", NameEn = $"Article {number}", CasePack = 12, ShelfLife = 270 }).ToList();
        var file = new Case { Id = Guid.NewGuid(), Number = "NL-BENCH-0001", Process = "product-listing", InstanceId = "bench-listing", State = CaseState.Running, Title = "Bench", OwnerId = manager.Id, AreaId = manager.OrgUnitId, CustomerCode = "C01", CreatedAt = DateTimeOffset.UtcNow };
        var request = new ListingRequest { Id = Guid.NewGuid(), CaseId = file.Id, CustomerId = chain.Id, State = ListingState.Approved, HandedInOn = today, CreatedAt = DateTimeOffset.UtcNow };
        db.AddRange(stores);
        db.AddRange(articles);
        db.AddRange(file, request);
        db.Add(new ListingMove { Id = Guid.CreateVersion7(), RequestId = request.Id, From = ListingState.InReview, To = ListingState.Approved, On = today, At = DateTimeOffset.UtcNow });
        db.AddRange(from store in stores
                    from article in articles
                    select new ListingLine { Id = Guid.NewGuid(), RequestId = request.Id, ProductCode = article.Code, StoreId = store.Id, State = LineState.Approved, StateOn = today, SupplyPrice = 10m, RetailPrice = 15m, MonthlyVolume = 50, UnitContribution = 3m });
        await db.SaveChangesAsync();
        return file.Id;
    }

    [GeneratedRegex("<form[^>]*>.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("""<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"[^>]*>""")]
    private static partial Regex Hidden();

    [GeneratedRegex("""name="line" value="([^"]+)""")]
    private static partial Regex Line();
}
