using ProcessSales.Workflows.Products;

namespace ProcessSales.Workflows.Visits;

/// <summary>What was entered in a visit as the rows that lists, reviews and figures read.</summary>
internal sealed class VisitRows(Visit visit, VisitContent content, IReadOnlyDictionary<string, Product> products, Freshness freshness)
{
    public IEnumerable<VisitLine> Lines(IReadOnlyDictionary<string, ExpectedLine> standards) => content.Lines.Where(line => products.ContainsKey(line.Code)).Select(line => new VisitLine
    {
        VisitId = visit.Id, ProductCode = line.Code, Status = line.Status, MustHave = standards.GetValueOrDefault(line.Code)?.MustHave == true, Facings = line.Facings, Price = line.Price,
        AgreedPrice = standards.GetValueOrDefault(line.Code)?.Price ?? products[line.Code].RetailPrice, PriceReason = line.PriceReason, ShelfQuantity = line.Shelf, BackQuantity = line.Back,
        Sold = line.Sold, Suggested = line.Suggested, Ordered = line.Ordered,
    });

    public IEnumerable<VisitBatch> Batches() => content.Batches.Where(batch => products.ContainsKey(batch.Code)).Select((batch, at) =>
    {
        var now = freshness.Of(batch.ProducedOn, products[batch.Code].ShelfLife, products[batch.Code].ShelfLifeUnit, visit.Day);
        return new VisitBatch
        {
            VisitId = visit.Id, Number = at + 1, ProductCode = batch.Code, ProducedOn = batch.ProducedOn, Quantity = batch.Quantity, InBackRoom = batch.BackRoom, Band = now.Band, DaysLeft = now.DaysLeft,
            Pulled = batch.Pulled, Held = batch.Held, Returned = batch.Returned, Exchanged = batch.Exchanged, Discounted = batch.Discounted, Destroyed = batch.Destroyed, Place = batch.Place,
        };
    });

    public IEnumerable<VisitAnswer> Answers() => content.Checks.Select(check => new VisitAnswer
    {
        VisitId = visit.Id, Check = check.Check, Element = ElementOf(check.Check), Result = check.Result, Treatment = check.Treatment, Raised = check.Raised, Note = check.Note,
        DueOn = check.DueOn, OwnerId = check.OwnerId,
    });

    /// <summary>The key before the dot names the element, such as price in price.tag.</summary>
    public static string ElementOf(string check) => check.IndexOf('.') is > 0 and <= 40 and var end ? check[..end] : "";
}
