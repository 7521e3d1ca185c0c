using System.Text;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Tests.Attachments;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Imports;

public sealed class ImportDeskTests
{
    private const string Customers = "Code,Name,NameEn,Type,Owner,Area,Class,Status,CreditLimit,PaymentTerm\r\n";
    private const string Products = "Code,Name,NameEn,CasePack,ShelfLife,ShelfLifeUnit,SupplyPrice,RetailPrice,FloorPrice\r\n";
    private const string Budgets = "Area,Month,FeeType,Control,Amount,Used\r\n";

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_checked_file_is_applied_once_and_updates_by_code(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var desk = business.Get<ImportDesk>();
        var person = await business.PersonAsync("wen.shuyan");
        var report = await desk.CheckAsync(person, "customers", Csv(Customers
            + "C01,岚桥新名,Lanqiao,hypermarket,lin.zhiyuan,A-LINHU,A,Active,\"600,000\",EOM+60\r\nC06,新客户,New,club,su.xiaoman,A-LINHU,B,Negotiating,1000,GR+30\r\n"));
        Assert.Empty(report.Errors);
        Assert.Equal("岚桥大卖场", await NameAsync(business, "C01"));
        Assert.Equal(2, await desk.ApplyAsync(person, report.Ticket!.Value));
        Assert.Equal(("岚桥新名", "新客户", 6), (await NameAsync(business, "C01"), await NameAsync(business, "C06"), await business.ReadAsync(db => db.Customers.CountAsync())));
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<RefusedException>(() => desk.ApplyAsync(person, report.Ticket.Value))).Kind);
        Assert.True(await business.ReadAsync(db => db.Audit.AnyAsync(entry => entry.PersonId == person && entry.Subject == "import:customers")));
    }

    [Fact]
    public async Task Every_faulty_cell_is_reported_by_row_and_column_and_nothing_is_written()
    {
        await using var business = await Business.OpenAsync();
        var report = await CheckAsync(business, "products",
            Products + "2000000000145,好,Good,12,12,Months,1,2,1\r\n2000000000146,坏,Bad,x,12,Weeks,1,2,1\r\n2000000000145,双,Twice,12,12,Months,\"1,5\",2,1\r\n,,,,,,,,1\r\n");
        Assert.Null(report.Ticket);
        var found = report.Errors.Select(error => (error.Row, error.Column, error.Key)).ToList();
        Assert.DoesNotContain(found, error => error.Row == 2);
        Assert.Contains((3, "Code", "product.ean"), found);
        Assert.Contains((3, "CasePack", "field.notANumber"), found);
        Assert.Contains((3, "ShelfLifeUnit", "field.notOneOf"), found);
        Assert.Contains((4, "Code", "import.twice"), found);
        Assert.Contains((4, "SupplyPrice", "field.notANumber"), found);
        Assert.Contains((5, "Code", "required"), found);
        Assert.Equal(13, await business.ReadAsync(db => db.Products.CountAsync()));
        Assert.Equal(0, await business.ReadAsync(db => db.PendingImports.CountAsync()));
    }

    [Theory]
    [InlineData("Code,Name\r\nC01,x\r\n", "import.missingColumns")]
    [InlineData("Code,Name,NameEn,Type,Owner,Area,Class,Status,CreditLimit,PaymentTerm,Password\r\nC01,x,x,club,lin.zhiyuan,A-LINHU,A,Active,1,GR+30,x\r\n", "import.unknownColumns")]
    [InlineData(Customers, "import.noRows")]
    [InlineData("", "import.")]
    [InlineData("\0\u0001\u0002", "import.unreadable")]
    [InlineData("PK\u0003\u0004 no workbook", "import.unreadable")]
    [InlineData("<html><table><tr><td>Code</td></tr></table></html>\r\nx\r\n", "import.missingColumns")]
    public async Task A_file_that_is_not_one_of_this_kind_is_refused_with_the_reason(string text, string key)
    {
        await using var business = await Business.OpenAsync();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => CheckAsync(business, "customers", text));
        Assert.Equal(RefusalKind.Invalid, refused.Kind);
        Assert.StartsWith(key, refused.Refusals[0].Key);
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("GB18030", false)]
    public async Task Chinese_text_arrives_in_each_usual_encoding(string encoding, bool mark)
    {
        await using var business = await Business.OpenAsync();
        var codes = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? new UTF8Encoding(mark);
        byte[] bytes = [.. mark ? codes.GetPreamble() : [], .. codes.GetBytes(Customers + "C07,\"松坞,一号\n楼\",Songwu,club,lin.zhiyuan,A-LINHU,A,Active,1,GR+30\r\n")];
        var person = await business.PersonAsync("wen.shuyan");
        var report = await business.Get<ImportDesk>().CheckAsync(person, "customers", new MemoryStream(bytes));
        Assert.Empty(report.Errors);
        await business.Get<ImportDesk>().ApplyAsync(person, report.Ticket!.Value);
        Assert.Equal("松坞,一号\n楼", (await NameAsync(business, "C07")).ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_workbook_is_read_with_its_numbers_and_empty_rows_below_do_not_count()
    {
        await using var business = await Business.OpenAsync();
        var rows = new List<Dictionary<string, object?>>
        {
            new() { ["Code"] = 2000000000145d, ["Name"] = "新品", ["NameEn"] = "New", ["CasePack"] = 12, ["ShelfLife"] = 9, ["ShelfLifeUnit"] = "Months", ["SupplyPrice"] = 9.8d, ["RetailPrice"] = 13.9m, ["FloorPrice"] = 8 },
            new() { ["Code"] = "", ["Name"] = " ", ["NameEn"] = null, ["CasePack"] = null, ["ShelfLife"] = null, ["ShelfLifeUnit"] = null, ["SupplyPrice"] = null, ["RetailPrice"] = null, ["FloorPrice"] = null },
        };
        using var workbook = new MemoryStream();
        workbook.SaveAs(rows);
        workbook.Position = 0;
        var person = await business.PersonAsync("wen.shuyan");
        var report = await business.Get<ImportDesk>().CheckAsync(person, "products", workbook);
        Assert.Equal((1, 0), (report.Rows, report.Errors.Count));
        await business.Get<ImportDesk>().ApplyAsync(person, report.Ticket!.Value);
        Assert.Equal((9.8m, 13.9m), await business.ReadAsync(db => db.Products.Where(row => row.Code == "2000000000145").Select(row => new ValueTuple<decimal, decimal>(row.SupplyPrice, row.RetailPrice)).SingleAsync()));
    }

    [Fact]
    public async Task S_16_A_formula_in_a_cell_is_only_text()
    {
        await using var business = await Business.OpenAsync();
        var person = await business.PersonAsync("wen.shuyan");
        const string Formula = "=cmd|'/C calc'!A0";
        var report = await business.Get<ImportDesk>().CheckAsync(person, "customers", Csv(Customers + $"C08,{Formula},@SUM(1),club,lin.zhiyuan,A-LINHU,A,Active,1,GR+30\r\n"));
        await business.Get<ImportDesk>().ApplyAsync(person, report.Ticket!.Value);
        Assert.Equal(Formula, await NameAsync(business, "C08"));
        foreach (var kind in business.Get<ImportDesk>().Kinds)
        {
            var cells = Encoding.UTF8.GetString(business.Get<ImportDesk>().Template(kind.Name)).TrimStart('\uFEFF').Split('\n').SelectMany(line => line.Split(','));
            Assert.DoesNotContain(cells, cell => cell.Trim('"', '\r') is ['=' or '@' or '+' or '-', ..]);
        }
    }

    [Fact]
    public async Task Files_that_unpack_to_monsters_or_have_too_many_rows_are_refused()
    {
        await using var business = await Business.OpenAsync();
        var person = await business.PersonAsync("wen.shuyan");
        var bomb = Files.Zip(("xl/workbook.xml", []), ("xl/worksheets/sheet1.xml", new byte[310 * 1024 * 1024]));
        var rows = Customers + string.Concat(Enumerable.Repeat("C09,x,x,club,x,x,A,Active,1,x\r\n", 100_001));
        var large = new MemoryStream(new byte[21 * 1024 * 1024]);
        foreach (var (file, key) in new (Stream, string)[] { (new MemoryStream(bomb), "file.tooLarge"), (Csv(rows), "import.tooManyRows"), (large, "file.tooLarge") })
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => business.Get<ImportDesk>().CheckAsync(person, "customers", file));
            Assert.Equal(key, refused.Refusals[0].Key);
        }
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Budgets_are_granted_and_adjusted_through_the_ledger(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var line = await business.LineAsync("A-LINHU", "display");
        var ledger = business.Get<BudgetLedger>();
        await ledger.ReserveAsync(new("order", line, 12_000m, Guid.NewGuid(), null));
        await ImportAsync(business, "budgets", Budgets + "A-LINHU,2026-11,display,Absolute,25000,\r\n");
        Assert.Equal(13_000m, (await ledger.FindAsync(line))!.Available);
        var entries = await business.ReadAsync(db => db.BudgetEntries.Where(entry => entry.LineId == line).OrderBy(entry => entry.At).Select(entry => new { entry.Kind, entry.Amount }).ToListAsync());
        Assert.Contains(entries, entry => entry is { Kind: BudgetEntryKind.Adjust, Amount: -5_000m });
        var below = await CheckAsync(business, "budgets", Budgets + "A-LINHU,2026-11,display,Absolute,11999,\r\n");
        Assert.Contains(below.Errors, error => error is { Column: "Amount", Key: "budget.belowUsed" });

        // Overbooked with leave: the same file again changes nothing and is no fault, another cut is.
        await business.WriteAsync(db => db.BudgetLines.Where(row => row.Id == line).ExecuteUpdateAsync(set => set.SetProperty(row => row.Reserved, 30_000m)));
        Assert.Empty((await CheckAsync(business, "budgets", Budgets + "A-LINHU,2026-11,display,Absolute,25000,\r\n")).Errors);
        Assert.NotEmpty((await CheckAsync(business, "budgets", Budgets + "A-LINHU,2026-11,display,Absolute,24000,\r\n")).Errors);
    }

    [Fact]
    public async Task Dates_relative_to_today_are_for_the_demo_company_only()
    {
        await using var business = await Business.OpenAsync();
        Assert.Contains((await CheckAsync(business, "budgets", Budgets + "A-LINHU,T1,display,Absolute,1,\r\n")).Errors, error => error is { Column: "Month", Key: "field.notAMonth" });
    }

    [Theory]
    [InlineData("lin.zhiyuan", "customers")]
    [InlineData("wen.shuyan", "people")]
    [InlineData("gu.xingzhou", "approval-rules")]
    public async Task S_25_Who_may_not_import_is_refused_before_the_file_is_read(string userName, string kind)
    {
        await using var business = await Business.OpenAsync();
        var person = await business.PersonAsync(userName);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => business.Get<ImportDesk>().CheckAsync(person, kind, Csv("no file of this kind")));
        Assert.Equal(RefusalKind.Forbidden, refused.Kind);
    }

    [Fact]
    public async Task A_ticket_is_its_owners_and_stale_data_stop_it()
    {
        await using var business = await Business.OpenAsync();
        var desk = business.Get<ImportDesk>();
        var report = await CheckAsync(business, "budgets", Budgets + "A-LINHU,2026-11,display,Absolute,20000,\r\n");
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<RefusedException>(async () => await desk.ApplyAsync(await business.PersonAsync("he.mingqian"), report.Ticket!.Value))).Kind);
        var line = await business.LineAsync("A-LINHU", "display");
        await business.Get<BudgetLedger>().ReserveAsync(new("order", line, 25_000m, Guid.NewGuid(), null));
        var refused = await Assert.ThrowsAsync<RefusedException>(async () => await desk.ApplyAsync(await business.PersonAsync("wen.shuyan"), report.Ticket!.Value));
        Assert.Equal("import.changedMeanwhile", refused.Refusals[0].Key);
        Assert.Equal(30_000m, (await business.Get<BudgetLedger>().FindAsync(line))!.Granted);
    }

    [Fact]
    public async Task Every_template_can_be_imported_back()
    {
        await using var business = await Business.OpenAsync();
        var desk = business.Get<ImportDesk>();
        var people = await business.ReadAsync(db => db.Users.ToListAsync());
        foreach (var kind in desk.Kinds)
        {
            var person = people.Where(row => desk.KindsFor(row.Role).Any(allowed => allowed.Name == kind.Name)).OrderBy(row => row.UserName).First();
            var report = await desk.CheckAsync(person.Id, kind.Name, new MemoryStream(desk.Template(kind.Name)));
            Assert.True(report.Errors.Count == 0, $"{kind.Name}: {string.Join(", ", report.Errors)}");
        }
    }

    [Fact]
    public async Task A_person_who_gets_another_role_is_signed_out_everywhere()
    {
        await using var business = await Business.OpenAsync();
        var before = await StampAsync(business);
        await ImportAsync(business, "people", "UserName,Name,NameEn,Role,OrgUnit,Superior\r\nsu.xiaoman,苏小满,Su Xiaoman,KAM,A-LINHU,jiang.xubai\r\n", "admin");
        Assert.Equal(before, await StampAsync(business));
        await ImportAsync(business, "people", "UserName,Name,NameEn,Role,OrgUnit,Superior\r\nsu.xiaoman,苏小满,Su Xiaoman,AST,A-LINHU,jiang.xubai\r\n", "admin");
        Assert.NotEqual(before, await StampAsync(business));
    }

    private static Task<string?> StampAsync(Business business) => business.ReadAsync(db => db.Users.Where(row => row.UserName == "su.xiaoman").Select(row => row.SecurityStamp).SingleAsync());

    private static Task<string> NameAsync(Business business, string code) => business.ReadAsync(db => db.Customers.Where(row => row.Code == code).Select(row => row.Name).SingleAsync());

    private static MemoryStream Csv(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<ImportReport> CheckAsync(Business business, string kind, string text) =>
        await business.Get<ImportDesk>().CheckAsync(await business.PersonAsync("wen.shuyan"), kind, Csv(text));

    private static async Task ImportAsync(Business business, string kind, string text, string userName = "wen.shuyan")
    {
        var person = await business.PersonAsync(userName);
        var report = await business.Get<ImportDesk>().CheckAsync(person, kind, Csv(text));
        Assert.Empty(report.Errors);
        await business.Get<ImportDesk>().ApplyAsync(person, report.Ticket!.Value);
    }
}
