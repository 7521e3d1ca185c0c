using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using static ProcessSales.Workflows.Cards.CardNames;

namespace ProcessSales.Workflows.Promoters;

/// <summary>促销员培训与考核. Whoever looks after a promoter's store keeps them, and his managers.</summary>
internal sealed class PromoterCards : CardKind<PromoterRecord>
{
    internal const int LongestTopic = 60;
    internal const int LongestNote = 300;

    public override string Name => "promoter-records";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
        [new("Person", true, "bai.xiaotang"), new("Day", true, "2026-11-20"), new("Record", true, "Assessment"), new("Topic", true, "陈列标准"), new("Score", false, "85"), new("Note", false, "")];

    public override IReadOnlyList<string> ListColumns { get; } = ["Person", "Day", "Record", "Topic", "Score", "Note"];

    public override IReadOnlyList<string> SortColumns { get; } = ["Day", "Score"];

    public override IReadOnlyList<string> KeyColumns { get; } = ["Person", "Day", "Record", "Topic"];

    public override bool AllowedTo(Role role) => role is Role.Adm or Role.Dir or Role.Rgm or Role.Arm or Role.Kam or Role.Ast;

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var scope = batch.Person is { } id ? await DataScope.OfAsync(db, id, cancellationToken) : DataScope.All;
        var people = await Promoters(db, scope).AsNoTracking().ToDictionaryAsync(row => row.UserName!, cancellationToken);
        var known = (await db.PromoterRecords.ToListAsync(cancellationToken)).ToDictionary(row => (row.PersonId, row.Day, row.Kind, row.Topic));
        RefuseTwins(batch.Rows.Select(row => (row, string.Join('/', KeyColumns.Select(column => row.Text(column, 100, false))))), "Person");
        foreach (var row in batch.Rows)
        {
            var person = row.Find("Person", people);
            var day = row.Date("Day");
            var kind = row.Choice<PromoterRecordKind>("Record");
            var topic = row.Text("Topic", LongestTopic);
            var score = row.OptionalNumber("Score", 0m, 100m);
            var note = row.Text("Note", LongestNote, required: false);
            if (kind == PromoterRecordKind.Assessment && score is null) row.Fault("Score", "required");
            if (kind == PromoterRecordKind.Training && score is not null) row.Fault("Score", "promoter.noScore");
            if (person is null) continue;
            if (!known.TryGetValue((person.Id, day, kind, topic), out var record))
            {
                record = new() { Id = Guid.CreateVersion7(), PersonId = person.Id, Day = day, Kind = kind, Topic = topic };
                known[(person.Id, day, kind, topic)] = record;
                db.PromoterRecords.Add(record);
            }

            (record.Score, record.Note) = ((int?)score, note);
        }
    }

    /// <summary>Promoters of the stores that somebody sees.</summary>
    internal static IQueryable<Person> Promoters(ProcessSalesDb db, DataScope scope)
    {
        var stores = scope.Stores(db).Select(row => row.Id);
        return db.Users.Where(person => person.Role == Role.Pcc && db.StorePromoters.Any(row => row.PersonId == person.Id && stores.Contains(row.StoreId)));
    }

    protected override IQueryable<PromoterRecord> Visible(ProcessSalesDb db, DataScope scope)
    {
        var people = Promoters(db, scope).Select(person => person.Id);
        return db.PromoterRecords.Where(row => people.Contains(row.PersonId));
    }

    protected override IQueryable<PromoterRecord> Search(ProcessSalesDb db, IQueryable<PromoterRecord> rows, string text) =>
        rows.Where(row => row.Topic.Contains(text) || db.Users.Any(person => person.Id == row.PersonId && (person.UserName == text || person.Name.Contains(text))));

    protected override IQueryable<PromoterRecord> Sorted(ProcessSalesDb db, IQueryable<PromoterRecord> rows, string column, bool down) => column == "Score" ? By(rows, row => row.Score, down) : By(rows, row => row.Day, down);

    protected override async Task<IReadOnlyList<CardRow>> RowsAsync(ProcessSalesDb db, IReadOnlyList<PromoterRecord> rows, Role role, CancellationToken cancellationToken)
    {
        var people = await PeopleAsync(db, rows.Select(row => (Guid?)row.PersonId), cancellationToken);
        return [.. rows.Select(row => new CardRow(row.Id, $"{people.Of(row.PersonId)}/{Text(row.Day)}/{row.Kind}/{row.Topic}", $"{people.Of(row.PersonId)} {Text(row.Day)} {row.Topic}", new Dictionary<string, string>
        {
            ["Person"] = people.Of(row.PersonId), ["Day"] = Text(row.Day), ["Record"] = row.Kind.ToString(), ["Topic"] = row.Topic, ["Score"] = Text(row.Score), ["Note"] = row.Note,
        }, null, row.Version))];
    }
}
