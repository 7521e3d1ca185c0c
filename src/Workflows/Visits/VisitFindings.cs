using System.Text.Json;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Products;

namespace ProcessSales.Workflows.Visits;

/// <summary>Finds in a visit what somebody else decides (domain.md 2.2, decisions 2 and 3).</summary>
internal sealed class VisitFindings(VisitContent content, Visit visit, IReadOnlyDictionary<string, Product> products, Freshness freshness, VisitTerms terms, WorkingCalendar calendar)
{
    public IEnumerable<FoundMatter> All() =>
        Batches().Concat(LeftOnShelf()).Concat(Rotation()).Concat(OutOfStock()).Concat(Checks()).Concat(Prices()).Concat(Promotions()).Concat(Listings()).Concat(Promises()).Concat(Complaints()).Concat(Promoter()).Concat(Issues()).DistinctBy(row => row.Key);

    private IEnumerable<FoundMatter> Batches()
    {
        foreach (var batch in content.Batches.Where(batch => batch.Quantity > 0 && products.ContainsKey(batch.Code)))
        {
            var product = products[batch.Code];
            var now = freshness.Of(batch.ProducedOn, product.ShelfLife, product.ShelfLifeUnit, visit.Day);
            var place = batch.BackRoom ? "back" : "shelf";
            if (now.Expired && !batch.BackRoom)
            {
                yield return Found($"expired:{batch.Code}:{batch.ProducedOn:yyyyMMdd}", RaisedKind.Complaint, "stock", row =>
                {
                    (row.ProductCode, row.ProducedOn, row.Quantity, row.Expired, row.DueOn) = (batch.Code, batch.ProducedOn, batch.Pulled > 0 ? batch.Pulled : batch.Quantity, true, visit.Day);
                    row.Note = $"货架发现过期品 {product.Name} 批次{batch.ProducedOn:yyyy-MM-dd} {batch.Quantity}件,下架{batch.Pulled}件{(batch.Place is { Length: > 0 } where ? ",封存于" + where : "")}";
                }, "expired", "shelfBefore");
            }
            else if (batch.Held > 0)
            {
                yield return Found($"pulled:{batch.Code}:{batch.ProducedOn:yyyyMMdd}:{place}", RaisedKind.Return, "stock", row =>
                {
                    (row.ProductCode, row.ProducedOn, row.Quantity, row.DueOn) = (batch.Code, batch.ProducedOn, batch.Held, Due(terms.IssueDays));
                    row.Note = $"{product.Name} 批次{batch.ProducedOn:yyyy-MM-dd} 剩{now.DaysLeft}天,撤架暂存{batch.Held}件待退换{(batch.Place is { Length: > 0 } where ? ",位置:" + where : "")}";
                });
            }
        }
    }

    /// <summary>Articles of which an older batch stands behind a newer one 先进先出 (domain.md 1.8, abnormal age), with the oldest of both places.</summary>
    public static IEnumerable<(string Code, DateOnly Shelf, DateOnly BackRoom)> OutOfOrder(VisitContent content) =>
        from batch in content.Batches
        where batch.Quantity > batch.Pulled
        group batch by batch.Code into own
        let shelf = own.Where(batch => !batch.BackRoom).Select(batch => batch.ProducedOn).ToList()
        let behind = own.Where(batch => batch.BackRoom).Select(batch => batch.ProducedOn).ToList()
        where Freshness.BreaksOrder(shelf, behind)
        select (own.Key, shelf.Min(), behind.Min());

    private IEnumerable<FoundMatter> Rotation() => OutOfOrder(content).Where(broken => products.ContainsKey(broken.Code)).Select(broken =>
        Found($"fifo:{broken.Code}", null, "stock", row =>
        {
            (row.ProductCode, row.ProducedOn, row.DueOn) = (broken.Code, broken.BackRoom, Due(terms.IssueDays));
            row.Note = $"{products[broken.Code].Name} 后仓有更早批次{broken.BackRoom:yyyy-MM-dd},货架最早为{broken.Shelf:yyyy-MM-dd},须先进先出";
        }));

    // 即期品 that the store does not let go stays in sight until it has.
    private IEnumerable<FoundMatter> LeftOnShelf() =>
        from batch in content.Batches
        where !batch.BackRoom && batch.Quantity > batch.Pulled && products.ContainsKey(batch.Code)
        let product = products[batch.Code]
        let now = freshness.Of(batch.ProducedOn, product.ShelfLife, product.ShelfLifeUnit, visit.Day)
        where now.Band >= FreshnessBand.Orange && !now.Expired
        select Found($"near:{batch.Code}:{batch.ProducedOn:yyyyMMdd}", null, "stock", row =>
        {
            (row.ProductCode, row.ProducedOn, row.Quantity, row.DueOn) = (batch.Code, batch.ProducedOn, batch.Quantity - batch.Pulled, Due(terms.IssueDays));
            row.Note = $"{product.Name} 批次{batch.ProducedOn:yyyy-MM-dd} 剩{now.DaysLeft}天,货架仍有{row.Quantity}件未撤";
        });

    private IEnumerable<FoundMatter> OutOfStock() => content.Lines.Where(line => line.Status == ShelfStatus.OutOfStock && products.ContainsKey(line.Code)).Select(line =>
        Found($"oos:{line.Code}", RaisedKind.OutOfStock, "distribution", row =>
        {
            (row.ProductCode, row.Quantity, row.DueOn) = (line.Code, line.Sold, Due(terms.UrgentIssueDays));
            row.Note = $"缺货:{products[line.Code].Name}";
        }));

    private IEnumerable<FoundMatter> Checks() => content.Checks.Where(check => check is { Result: CheckResult.No, Treatment: Treatment.OpenIssue or Treatment.Raise }).Select(check =>
        Found($"check:{check.Check}", check.Treatment == Treatment.Raise ? check.Raised : null, VisitRows.ElementOf(check.Check), row =>
        {
            row.DueOn = check.DueOn is { } promised && promised >= visit.Day && promised <= visit.Day.AddDays(180) ? promised : Due(DaysOf(row.Element));
            row.OwnerId = check.OwnerId;
            row.Note = string.IsNullOrWhiteSpace(check.Note) ? check.Check : check.Note.Trim();
            if (check.PhotoId is { } photo) row.PhotosJson = JsonSerializer.Serialize(new[] { photo });
        }));

    private IEnumerable<FoundMatter> Prices() => content.Lines.Where(line => line.Price is not null && !string.IsNullOrWhiteSpace(line.PriceReason) && products.ContainsKey(line.Code)).Select(line =>
        Found($"price:{line.Code}", null, "price", row =>
        {
            (row.ProductCode, row.DueOn) = (line.Code, Due(terms.UrgentIssueDays));
            row.Note = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{products[line.Code].Name} 价签 {line.Price:0.00}:{line.PriceReason!.Trim()}");
        }));

    private IEnumerable<FoundMatter> Promotions() => content.Matters.Where(matter => matter is { Kind: StoreMatterKind.Promotion, Answer: "no" }).Select(matter =>
        Found($"promotion:{matter.Id:N}", RaisedKind.PromotionDeviation, "promotion", row =>
        {
            (row.SubjectId, row.DueOn) = (matter.Id, Due(terms.IssueDays));
            row.Note = $"{matter.Title} 未按方案执行:{matter.Note}";
        }, $"promotion:{matter.Id}"));

    // A word alone puts nothing on the shelf: whoever says so shows it (domain.md 2.3, L120).
    private IEnumerable<FoundMatter> Listings() => content.Matters.Where(matter => matter is { Kind: StoreMatterKind.Listing, Answer: "done" }).Select(matter =>
        Found($"listing:{matter.Id:N}", RaisedKind.OnShelf, "listing", row =>
        {
            (row.SubjectId, row.Quantity) = (matter.Id, matter.Quantity);
            row.Note = matter.Note ?? "";
        }, $"listing:{matter.Id}", "shelfAfter"));

    private IEnumerable<FoundMatter> Promises() => content.Matters.Where(matter => matter is { Kind: StoreMatterKind.Payment, PromisedOn: not null }).Select(matter =>
        Found($"promise:{matter.Id:N}", RaisedKind.Promise, "payment", row =>
        {
            row.SubjectId = matter.Id;
            row.Note = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{matter.Title} 承诺 {matter.PromisedOn:yyyy-MM-dd} 付款 {matter.PromisedAmount:0.00} {matter.Note}").Trim();
        }));

    private IEnumerable<FoundMatter> Complaints() => content.Complaints.Select((complaint, at) =>
        Found($"complaint:{at}", RaisedKind.Complaint, "", row =>
        {
            (row.ProductCode, row.ProducedOn, row.Quantity) = (complaint.Code is { } code && products.ContainsKey(code) ? code : null, complaint.ProducedOn, complaint.Quantity);
            row.Note = complaint.Note;
        }));

    private IEnumerable<FoundMatter> Promoter() => content.Promoter is { Presence: PromoterPresence.Absent } promoter
        ? [Found("promoter", null, FindingPump.PromoterElement, row => row.Note = $"{promoter.Name} {promoter.Note}".Trim())]
        : [];

    // What became of the issues that the preparation showed.
    private IEnumerable<FoundMatter> Issues() => content.Matters.Where(matter => matter is { Kind: StoreMatterKind.OpenIssue, Answer: "resolved" or "open" }).Select(matter =>
        Found($"issue:{matter.Id:N}", null, FindingPump.AnswerElement, row => (row.SubjectId, row.Quantity, row.Note) = (matter.Id, matter.Answer == "resolved" ? 1 : 0, matter.Note ?? "")));

    private FoundMatter Found(string key, RaisedKind? kind, string element, Action<FoundMatter> fill, params string[] photoKinds)
    {
        var row = new FoundMatter
        {
            VisitId = visit.Id, Key = key.Length > 100 ? key[..100] : key, Kind = kind, Element = element, StoreId = visit.StoreId, PersonId = visit.PersonId,
            PhotosJson = JsonSerializer.Serialize(content.Photos.Where(photo => photoKinds.Contains(photo.Kind)).Select(photo => photo.Id)),
        };
        fill(row);
        if (row.Note.Length > 500) row.Note = row.Note[..500];
        return row;
    }

    private int DaysOf(string element) => element switch { "price" => terms.UrgentIssueDays, "posm" => terms.MaterialIssueDays, _ => terms.IssueDays };

    private DateOnly Due(int workingDays) => calendar.AddWorkingDays(visit.Day, workingDays);
}
