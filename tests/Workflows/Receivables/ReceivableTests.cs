using System.Text;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Receivables;

public sealed class ReceivableTests
{
    private const string Headings = "Number,Customer,Kind,Amount,Open,IssuedOn,GoodsIn,DueOn\r\n";

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_receivable_goes_only_where_the_table_says(ReceivableState from, ReceivableState to)
    {
        var allowed = from switch
        {
            ReceivableState.WrittenOff => false,
            ReceivableState.Paid or ReceivableState.CreditNoted => !to.IsEnd(),
            ReceivableState.NotDue => to != ReceivableState.NotDue,
            _ => to != from,
        };
        Assert.Equal(allowed, from.Allows(to));
    }

    public static TheoryData<ReceivableState, ReceivableState> Pairs()
    {
        var pairs = new TheoryData<ReceivableState, ReceivableState>();
        foreach (var from in Enum.GetValues<ReceivableState>())
        {
            foreach (var to in Enum.GetValues<ReceivableState>()) pairs.Add(from, to);
        }

        return pairs;
    }

    [Theory]
    [InlineData(-8, ReceivableState.NotDue)]
    [InlineData(-7, ReceivableState.DueSoon)]
    [InlineData(0, ReceivableState.DueSoon)]
    [InlineData(1, ReceivableState.Overdue)]
    public void What_is_open_stands_where_its_due_date_puts_it(int daysPastDue, ReceivableState state)
    {
        var due = new DateOnly(2026, 11, 29);
        Assert.Equal(state, new Receivable { DueOn = due }.StateOn(due.AddDays(daysPastDue), new CollectionTerms().DueSoonDays));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Imported_receivables_get_their_three_dates_from_the_payers_term_and_come_once(string database)
    {
        await using var business = await Business.OpenAsync(database);
        const string rows = "FP-1,C01,,52310.00,,2026-10-02,2026-09-05,\r\nFP-2,C02,CreditNote,-3200.00,,2026-10-02,,2026-11-20\r\n";
        for (var time = 0; time < 2; time++) Assert.Equal(2, await ImportAsync(business, "cheng.yinuo", Headings + rows));
        var found = await business.ReadAsync(db => db.Receivables.OrderBy(row => row.Number).ToListAsync());
        Assert.Equal(2, found.Count);
        Assert.Equal((new DateOnly(2026, 11, 29), new DateOnly(2026, 12, 10), 52_310m), (found[0].DueOn, found[0].ExpectedOn, found[0].Open));
        Assert.Equal((ReceivableKind.CreditNote, -3_200m), (found[1].Kind, found[1].Open));
    }

    [Fact]
    public async Task A_file_with_wrong_signs_another_amount_or_no_goods_in_is_reported_by_row()
    {
        await using var business = await Business.OpenAsync();
        await ImportAsync(business, "cheng.yinuo", Headings + "FP-1,C01,,100.00,,2026-10-02,2026-09-05,\r\n");
        var report = await CheckAsync(business, "cheng.yinuo", Headings
            + "FP-1,C01,,120.00,,2026-10-02,2026-09-05,\r\nFP-2,C01,,-1,,2026-10-02,2026-09-05,\r\nFP-3,C01,,10,11,2026-10-02,2026-09-05,\r\nFP-4,C01,,10,,2026-10-02,,\r\nFP-5,C99,,10,,2026-10-02,,2026-11-01\r\n");
        Assert.Equal([(2, "receivable.otherContent"), (3, "receivable.sign"), (4, "receivable.openExceeds"), (5, "required"), (6, "field.unknownReference")], report.Errors.Select(error => (error.Row, error.Key)));
    }

    [Fact]
    public async Task Receivables_are_imported_by_their_accountant_only_and_each_sees_his_own_payers()
    {
        await using var business = await Business.OpenAsync();
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => CheckAsync(business, "lin.zhiyuan", Headings + "FP-1,C01,,1,,2026-10-02,2026-09-05,\r\n"))).Kind);
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => CheckAsync(business, "admin", Headings + "FP-1,C01,,1,,2026-10-02,2026-09-05,\r\n"))).Kind);
        await ImportAsync(business, "cheng.yinuo", Headings + "FP-1,C01,,100,,2026-10-02,2026-09-05,\r\nFP-2,C02,,100,,2026-10-02,,2026-11-20\r\nFP-3,C05,,100,,2026-10-02,,2026-11-24\r\n");
        async Task<string> SeenBy(string userName, ReceivableFilter filter) =>
            string.Join(",", (await business.Get<ReceivableList>().ListAsync(await business.PersonAsync(userName), filter, "number", 1, 30)).Rows.Select(row => row.Number));
        Assert.Equal("FP-1", await SeenBy("lin.zhiyuan", new()));
        Assert.Equal("FP-1,FP-2", await SeenBy("jiang.xubai", new()));
        Assert.Equal("FP-1,FP-2", await SeenBy("fang.yuan", new()));
        Assert.Equal("FP-1,FP-2,FP-3", await SeenBy("cheng.yinuo", new()));
        Assert.Equal("", await SeenBy("luo.qicheng", new()));
        Assert.Equal("FP-2", await SeenBy("cheng.yinuo", new(State: ReceivableState.Overdue)));
        Assert.Equal("FP-1,FP-3", await SeenBy("cheng.yinuo", new(State: ReceivableState.DueSoon)));
        Assert.Equal("FP-3", await SeenBy("cheng.yinuo", new(Text: "松坞")));
        var hidden = (await business.ReadAsync(db => db.Receivables.SingleAsync(row => row.Number == "FP-3"))).Id;
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(async () => await business.Get<ReceivableList>().FindAsync(await business.PersonAsync("lin.zhiyuan"), hidden))).Kind);
    }

    private static async Task<ImportReport> CheckAsync(Business business, string userName, string text) =>
        await business.Get<ImportDesk>().CheckAsync(await business.PersonAsync(userName), "receivables", new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static async Task<int> ImportAsync(Business business, string userName, string text)
    {
        var report = await CheckAsync(business, userName, text);
        Assert.Empty(report.Errors);
        return await business.Get<ImportDesk>().ApplyAsync(await business.PersonAsync(userName), report.Ticket!.Value);
    }
}
