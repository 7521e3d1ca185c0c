using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using static ProcessSales.Workflows.Cards.CardNames;

namespace ProcessSales.Workflows.Customers;

/// <summary>客户卡 F-M1.</summary>
internal sealed class CustomerCards : CardKind<Customer>
{
    private static readonly string[] Types = ["hypermarket", "supermarket", "cvs", "club", "department"];

    public override string Name => "customers";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("Code", true, "C01"), new("Name", true, "岚桥大卖场"), new("NameEn", true, "Lanqiao Hypermarket"), new("Type", true, "hypermarket"), new("Owner", true, "lin.zhiyuan"),
        new("Area", true, "A-LINHU"), new("Class", true, "A"), new("Status", true, "Active"), new("CreditLimit", true, "600000"), new("PaymentTerm", true, "EOM+60"),
        new("InvoiceWindows", false, "1-5,15-17"), new("PayDays", false, "10,25"), new("CreditHold", false, ""), new("CreditHoldSince", false, ""), new("CreditHoldUntil", false, ""),
        new("TaxNumber", false, "91990000MA0DEM0011"), new("InvoiceTitle", false, "岚桥商业有限公司"), new("InvoiceAddress", false, "虚构路1号 0571-00000000"), new("Bank", false, "虚构银行 0000 0000"),
        new("Assistant", false, "fang.yuan"), new("StatementMethod", false, "Download"), new("SettlementType", false, "BuyOut"), new("VatRate", false, "0.13"), new("Size", false, "Large"), new("OurSize", false, "Sme"),
        new("ReminderBase", false, "DueDate"),
    ];

    public override IReadOnlyList<string> ListColumns { get; } = ["Code", "Name", "Type", "Class", "Owner", "Area", "Status"];

    public override IReadOnlyList<string> SortColumns { get; } = ["Code", "Name", "Class", "CreditLimit"];

    public override IReadOnlyList<string> KeyColumns { get; } = ["Code"];

    public override IReadOnlyList<string> OpenColumns { get; } = ["NameEn", "InvoiceTitle", "InvoiceAddress", "Bank", "StatementMethod", "InvoiceWindows", "PayDays"];

    public override bool Verified => true;

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var people = await db.Users.ToDictionaryAsync(person => person.UserName!, StringComparer.OrdinalIgnoreCase, cancellationToken);
        var units = await db.OrgUnits.ToDictionaryAsync(unit => unit.Code, cancellationToken);
        var known = await db.Customers.ToDictionaryAsync(customer => customer.Code, cancellationToken);
        // What finance has confirmed is released by finance.
        var held = (await db.CreditHolds.Where(row => row.OpenFor != null && row.State == CreditHoldState.Confirmed).Select(row => row.PayerId).ToListAsync(cancellationToken)).ToHashSet();
        RefuseTwins(batch.Rows.Select(row => (row, row.Text("Code", 40, required: false))), "Code");
        foreach (var row in batch.Rows)
        {
            var code = row.Text("Code", 40);
            var owner = row.Find("Owner", people);
            var area = row.Find("Area", units);
            if (code.Length == 0) continue;
            if (!known.TryGetValue(code, out var customer))
            {
                customer = new() { Id = Guid.CreateVersion7(), Code = code };
                known[code] = customer;
                db.Customers.Add(customer);
            }

            customer.Name = row.Text("Name", 200);
            customer.NameEn = row.Text("NameEn", 200);
            customer.Type = row.Text("Type", 40);
            if (customer.Type.Length > 0 && !Types.Contains(customer.Type)) row.Fault("Type", "field.notOneOf", string.Join(", ", Types));
            customer.OwnerId = owner?.Id ?? default;
            customer.AreaId = area?.Id ?? default;
            customer.Class = MasterData.Class(row);
            customer.Status = row.Choice<CustomerStatus>("Status");
            customer.CreditLimit = row.Amount("CreditLimit", 0m, 10_000_000_000m);
            customer.PaymentTerm = MasterData.Term(row);
            customer.InvoiceWindows = MasterData.Days(row, "InvoiceWindows");
            customer.PayDays = MasterData.Days(row, "PayDays");
            ReadHold(row, customer, batch.Person, held.Contains(customer.Id));
            ReadInvoicing(row, customer, people);
        }
    }

    // Columns that a file leaves out keep what is there.
    private static void ReadInvoicing(ImportRow row, Customer customer, Dictionary<string, Person> people)
    {
        if (row.Has("TaxNumber"))
        {
            customer.TaxNumber = row.Text("TaxNumber", 18, required: false).ToUpperInvariant();
            if (customer.TaxNumber.Length > 0 && !TaxNumber.IsValid(customer.TaxNumber)) row.Fault("TaxNumber", "customer.taxNumber");
        }

        if (row.Has("InvoiceTitle")) customer.InvoiceTitle = row.Text("InvoiceTitle", 200, required: false);
        if (row.Has("InvoiceAddress")) customer.InvoiceAddress = row.Text("InvoiceAddress", 300, required: false);
        if (row.Has("Bank")) customer.Bank = row.Text("Bank", 200, required: false);
        if (row.Has("Assistant")) customer.AssistantId = row.Find("Assistant", people, required: false)?.Id;
        if (row.Filled("StatementMethod")) customer.StatementMethod = row.Choice<StatementMethod>("StatementMethod");
        if (row.Filled("SettlementType")) customer.SettlementType = row.Choice<SettlementType>("SettlementType");
        if (row.Filled("VatRate")) customer.VatRate = row.Amount("VatRate", 0m, 0.5m);
        if (row.Filled("Size")) customer.Size = row.Choice<EnterpriseSize>("Size");
        if (row.Filled("ReminderBase")) customer.ReminderBase = row.Choice<ReminderBase>("ReminderBase");
        if (row.Filled("OurSize")) customer.OurSize = row.Choice<EnterpriseSize>("OurSize");
    }

    private static void ReadHold(ImportRow row, Customer customer, Guid? person, bool atDesk)
    {
        if (atDesk || !row.Has("CreditHold"))
        {
            if (row.Filled("CreditHold") && row.Text("CreditHold", 300, required: false) != customer.CreditHold) row.Fault("CreditHold", "customer.holdAtDesk");
            return;
        }

        var hold = row.Text("CreditHold", 300, required: false) is { Length: > 0 } reason ? reason : null;
        if (hold != customer.CreditHold) (customer.CreditHold, customer.CreditHoldById) = (hold, hold is null ? null : person);
        if (row.Has("CreditHoldSince")) customer.CreditHoldSince = row.Filled("CreditHoldSince") ? row.Date("CreditHoldSince") : null;
        if (row.Has("CreditHoldUntil")) customer.CreditHoldUntil = row.Filled("CreditHoldUntil") ? row.Date("CreditHoldUntil") : null;
        if (hold is null) (customer.CreditHoldSince, customer.CreditHoldUntil) = (null, null);
        if (customer is { CreditHoldSince: { } since, CreditHoldUntil: { } until } && until < since) row.Fault("CreditHoldUntil", "field.endBeforeStart");
    }

    protected override IQueryable<Customer> Visible(ProcessSalesDb db, DataScope scope) => scope.Customers(db);

    protected override IQueryable<Customer> Search(ProcessSalesDb db, IQueryable<Customer> rows, string text) => rows.Where(row => row.Code.Contains(text) || row.Name.Contains(text) || row.NameEn.Contains(text));

    protected override IQueryable<Customer> Sorted(ProcessSalesDb db, IQueryable<Customer> rows, string column, bool down) => column switch
    {
        "Name" => By(rows, row => row.Name, down),
        "Class" => By(rows, row => row.Class, down),
        "CreditLimit" => By(rows, row => row.CreditLimit, down),
        _ => By(rows, row => row.Code, down),
    };

    protected override async Task<IReadOnlyList<CardRow>> RowsAsync(ProcessSalesDb db, IReadOnlyList<Customer> rows, Role role, CancellationToken cancellationToken)
    {
        var people = await PeopleAsync(db, rows.SelectMany(row => new[] { row.OwnerId, row.AssistantId }), cancellationToken);
        var units = await UnitsAsync(db, rows.Select(row => (Guid?)row.AreaId), cancellationToken);
        return [.. rows.Select(row => new CardRow(row.Id, row.Code, row.Name, new Dictionary<string, string>
        {
            ["Code"] = row.Code, ["Name"] = row.Name, ["NameEn"] = row.NameEn, ["Type"] = row.Type, ["Owner"] = people.Of(row.OwnerId), ["Area"] = units.Of(row.AreaId), ["Class"] = row.Class,
            ["Status"] = row.Status.ToString(), ["CreditLimit"] = Text(row.CreditLimit), ["PaymentTerm"] = row.PaymentTerm, ["InvoiceWindows"] = row.InvoiceWindows, ["PayDays"] = row.PayDays,
            ["CreditHold"] = row.CreditHold ?? "", ["CreditHoldSince"] = Text(row.CreditHoldSince), ["CreditHoldUntil"] = Text(row.CreditHoldUntil), ["TaxNumber"] = row.TaxNumber,
            ["InvoiceTitle"] = row.InvoiceTitle, ["InvoiceAddress"] = row.InvoiceAddress, ["Bank"] = row.Bank, ["Assistant"] = people.Of(row.AssistantId), ["StatementMethod"] = row.StatementMethod.ToString(),
            ["SettlementType"] = row.SettlementType.ToString(), ["VatRate"] = Text(row.VatRate), ["Size"] = row.Size.ToString(), ["OurSize"] = row.OurSize.ToString(), ["ReminderBase"] = row.ReminderBase.ToString(),
        }, row.VerifiedOn, row.Version))];
    }
}
