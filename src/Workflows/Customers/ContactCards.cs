using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using static ProcessSales.Workflows.Cards.CardNames;

namespace ProcessSales.Workflows.Customers;

/// <summary>联系人 at chains and stores. Whoever looks after the customer may keep them.</summary>
internal sealed class ContactCards : CardKind<Contact>
{
    public override string Name => "contacts";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("Customer", true, "C01"), new("Store", false, "C01-01"), new("Name", true, "王课长"), new("Post", true, "SectionHead"), new("Phone", false, "000-0000"), new("Duty", false, "休闲食品"), new("Note", false, ""), new("Active", false, "true"),
    ];

    public override IReadOnlyList<string> ListColumns { get; } = ["Name", "Customer", "Store", "Post", "Phone", "Duty"];

    public override IReadOnlyList<string> SortColumns { get; } = ["Name", "Customer", "Post"];

    public override IReadOnlyList<string> KeyColumns { get; } = ["Customer", "Store", "Name"];

    public override IReadOnlyList<string> OpenColumns { get; } = ["Post", "Phone", "Duty", "Note", "Active"];

    public override bool AllowedTo(Role role) => role is Role.Adm or Role.Dir or Role.FinEx or Role.FinM or Role.Kam or Role.Ast or Role.Arm or Role.Rgm;

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        // Within the scope of whoever imports: nobody adds contacts to customers that he does not see.
        var scope = batch.Person is { } person ? await DataScope.OfAsync(db, person, cancellationToken) : DataScope.All;
        var customers = await scope.Customers(db).ToDictionaryAsync(row => row.Code, cancellationToken);
        var stores = await scope.Stores(db).ToDictionaryAsync(row => row.Code, cancellationToken);
        var known = (await db.Contacts.ToListAsync(cancellationToken)).GroupBy(row => (row.CustomerId, row.StoreId, row.Name)).ToDictionary(group => group.Key, group => group.First());
        RefuseTwins(batch.Rows.Select(row => (row, $"{row.Text("Customer", 40, false)}/{row.Text("Store", 40, false)}/{row.Text("Name", 100, false)}")), "Name");
        foreach (var row in batch.Rows)
        {
            var customer = row.Find("Customer", customers);
            var store = row.Find("Store", stores, required: false);
            var name = row.Text("Name", 100);
            if (store is not null && customer is not null && store.CustomerId != customer.Id) row.Fault("Store", "store.otherCustomer");
            if (customer is null || name.Length == 0) continue;
            if (!known.TryGetValue((customer.Id, store?.Id, name), out var contact))
            {
                contact = new() { Id = Guid.CreateVersion7(), CustomerId = customer.Id, StoreId = store?.Id, Name = name };
                known[(customer.Id, store?.Id, name)] = contact;
                db.Contacts.Add(contact);
            }

            contact.Post = row.Choice<ContactPost>("Post");
            if (row.Has("Phone")) contact.Phone = row.Text("Phone", 40, required: false);
            if (row.Has("Duty")) contact.Duty = row.Text("Duty", 200, required: false);
            if (row.Has("Note")) contact.Note = row.Text("Note", 300, required: false);
            if (row.Filled("Active")) contact.Active = row.Flag("Active");
        }
    }

    protected override IQueryable<Contact> Visible(ProcessSalesDb db, DataScope scope)
    {
        var customers = scope.Customers(db).Select(row => row.Id);
        var stores = scope.Stores(db).Select(row => row.Id);
        return db.Contacts.Where(row => row.StoreId == null ? customers.Contains(row.CustomerId) : stores.Contains(row.StoreId.Value));
    }

    protected override IQueryable<Contact> Search(ProcessSalesDb db, IQueryable<Contact> rows, string text) => rows.Where(row => row.Name.Contains(text) || row.Duty.Contains(text)
        || db.Customers.Any(customer => customer.Id == row.CustomerId && (customer.Code == text || customer.Name.Contains(text))) || db.Stores.Any(store => store.Id == row.StoreId && (store.Code == text || store.Name.Contains(text))));

    protected override IQueryable<Contact> Sorted(ProcessSalesDb db, IQueryable<Contact> rows, string column, bool down) => column switch
    {
        "Customer" => By(rows, row => db.Customers.Where(customer => customer.Id == row.CustomerId).Select(customer => customer.Code).First(), down),
        "Post" => By(rows, row => row.Post, down),
        _ => By(rows, row => row.Name, down),
    };

    protected override async Task<IReadOnlyList<CardRow>> RowsAsync(ProcessSalesDb db, IReadOnlyList<Contact> rows, Role role, CancellationToken cancellationToken)
    {
        var customers = await CustomersAsync(db, rows.Select(row => (Guid?)row.CustomerId), cancellationToken);
        var stores = await StoresAsync(db, rows.Select(row => row.StoreId), cancellationToken);
        return [.. rows.Select(row => new CardRow(row.Id, $"{customers.Of(row.CustomerId)}/{stores.Of(row.StoreId)}/{row.Name}", row.Name, new Dictionary<string, string>
        {
            ["Customer"] = customers.Of(row.CustomerId), ["Store"] = stores.Of(row.StoreId), ["Name"] = row.Name, ["Post"] = row.Post.ToString(), ["Phone"] = row.Phone, ["Duty"] = row.Duty, ["Note"] = row.Note, ["Active"] = Text(row.Active),
        }, null, 0))];
    }
}
