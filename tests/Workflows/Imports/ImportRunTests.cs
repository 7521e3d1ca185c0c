using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Imports;

/// <summary>Imports that are too long for a request.</summary>
public sealed class ImportRunTests
{
    public static TheoryData<ImportRunState, ImportRunState> Pairs()
    {
        var pairs = new TheoryData<ImportRunState, ImportRunState>();
        foreach (var from in Enum.GetValues<ImportRunState>())
        {
            foreach (var to in Enum.GetValues<ImportRunState>()) pairs.Add(from, to);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_run_goes_only_where_the_table_says(ImportRunState from, ImportRunState to) => Assert.Equal(((string[])
    [
        "Checking>Checked", "Checking>Faulty", "Checking>Cancelled", "Checking>Failed", "Checked>Applying", "Applying>Applied", "Applying>Faulty", "Applying>Cancelled", "Applying>Failed",
    ]).Contains($"{from}>{to}"), from.Allows(to));

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_long_file_is_checked_and_applied_beside_the_requests_and_again_it_changes_nothing(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (person, runs) = (await business.PersonAsync("luo.qicheng"), business.Get<ImportRuns>());
        for (var time = 0; time < 2; time++)
        {
            var run = await runs.CheckAsync(person, "deliveries", "十一月.csv", File(5_000));
            var checkedRun = await UntilAsync(runs, person, run);
            Assert.Equal((ImportRunState.Checked, 5_000, 100), (checkedRun.State, checkedRun.Rows, checkedRun.Percent));
            await runs.ApplyAsync(person, run);
            Assert.Equal(ImportRunState.Applied, (await UntilAsync(runs, person, run)).State);
            Assert.Equal("import.runState", (await Assert.ThrowsAsync<RefusedException>(() => runs.ApplyAsync(person, run))).Refusals[0].Key);
            Assert.Equal(5_000, await business.ReadAsync(db => db.GoodsMovements.CountAsync()));
        }

        Assert.Equal(2, await business.ReadAsync(db => db.Audit.CountAsync(entry => entry.Subject == "import:deliveries" && entry.Action == "Import")));
        Assert.Equal(0, await business.ReadAsync(db => db.PendingImports.CountAsync()));
    }

    [Fact]
    public async Task The_report_names_each_faulty_row_and_nothing_is_written()
    {
        await using var business = await Business.OpenAsync();
        var (person, runs) = (await business.PersonAsync("luo.qicheng"), business.Get<ImportRuns>());
        var run = await runs.CheckAsync(person, "deliveries", "a.csv", File(3_000, broken: [7, 2_500]));
        var found = await UntilAsync(runs, person, run);
        Assert.Equal(ImportRunState.Faulty, found.State);
        Assert.Equal([(9, "Amount", "field.tooSmall"), (2_502, "Amount", "field.tooSmall")], found.Errors.Select(error => (error.Row, error.Column, error.Key)));
        Assert.Equal(0.01m, found.Errors[0].Arguments.Single());
        Assert.Equal(0, await business.ReadAsync(db => db.GoodsMovements.CountAsync()));
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(async () => await runs.FindAsync(await business.PersonAsync("cheng.yinuo"), run))).Kind);
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(async () => await runs.CheckAsync(await business.PersonAsync("lin.zhiyuan"), "deliveries", "a.csv", File(1)))).Kind);
        var unreadable = await UntilAsync(runs, person, await runs.CheckAsync(person, "deliveries", "b.csv", new MemoryStream("Colour\r\nred\r\n"u8.ToArray())));
        Assert.Equal((ImportRunState.Faulty, "import.missingColumns"), (unreadable.State, unreadable.Errors.Single().Key));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_run_that_is_stopped_while_it_writes_leaves_nothing_behind(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (person, runs) = (await business.PersonAsync("luo.qicheng"), business.Get<ImportRuns>());
        var run = await runs.CheckAsync(person, "deliveries", "a.csv", File(60_000));
        Assert.Equal(ImportRunState.Checked, (await UntilAsync(runs, person, run)).State);
        await runs.ApplyAsync(person, run);
        ImportRunView now;
        do now = await runs.FindAsync(person, run);
        while (now.State.IsWorking() && now.Done < 2_000);
        Assert.Equal(ImportRunState.Applying, now.State);
        Assert.InRange(now.Percent, 1, 99);
        await runs.StopAsync(person, run);
        Assert.Equal(ImportRunState.Cancelled, (await UntilAsync(runs, person, run)).State);
        Assert.Equal(0, await business.ReadAsync(db => db.GoodsMovements.CountAsync()));
    }

    [Fact]
    public async Task A_run_whose_program_was_killed_says_so_and_wrote_nothing()
    {
        await using var business = await Business.OpenAsync();
        var person = await business.PersonAsync("luo.qicheng");
        var run = new ImportRun { Id = Guid.NewGuid(), PersonId = person, Kind = "deliveries", FileName = "a.csv", State = ImportRunState.Applying, Rows = 50_000, Done = 20_000, StartedAt = business.Clock.GetUtcNow(), SeenAt = business.Clock.GetUtcNow() };
        await business.WriteAsync(db =>
        {
            db.ImportRuns.Add(run);
            return Task.CompletedTask;
        });
        Assert.Equal(ImportRunState.Applying, (await business.Get<ImportRuns>().FindAsync(person, run.Id)).State);
        business.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(ImportRunState.Failed, (await business.Get<ImportRuns>().FindAsync(person, run.Id)).State);
    }

    private static async Task<ImportRunView> UntilAsync(ImportRuns runs, Guid person, Guid run)
    {
        for (var look = 0; look < 2_400; look++)
        {
            var now = await runs.FindAsync(person, run);
            if (!now.State.IsWorking()) return now;
            await Task.Delay(25);
        }

        throw new TimeoutException();
    }

    private static MemoryStream File(int rows, params int[] broken)
    {
        var text = new StringBuilder("Customer,SlipNumber,OrderNumber,Day,Quantity,Amount\r\n");
        for (var row = 0; row < rows; row++) text.Append(CultureInfo.InvariantCulture, $"C0{1 + (row % 5)},YS{row:D6},SO{row:D6},2026-11-{1 + (row % 20):D2},{row % 200},{(broken.Contains(row) ? 0 : 100 + row)}\r\n");
        return new(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
