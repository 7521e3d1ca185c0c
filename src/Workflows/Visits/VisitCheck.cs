using ProcessSales.Workflows.Products;

namespace ProcessSales.Workflows.Visits;

/// <summary>Whether what a phone sent can be kept, and whether it may be handed in (form F-V2).</summary>
internal sealed class VisitCheck(VisitContent visit, VisitState state, IReadOnlyDictionary<string, Product> products, IReadOnlyDictionary<string, decimal> agreed, IReadOnlySet<Guid> people, Freshness freshness,
    DateOnly day, VisitTerms terms)
{
    private const int MostRows = 400;
    private readonly List<Refusal> refusals = [];

    // Once the visitor has left, what is there must be right; before, it only has to fit.
    private bool Complete => state is VisitState.LeftStore or VisitState.Submitted;

    /// <exception cref="RefusedException">Every rule that is broken, with the field that breaks it.</exception>
    public void Run()
    {
        foreach (var (field, count) in new (string, int)[]
                 {
                     ("goals", visit.Goals.Count), ("tools", visit.Tools.Count), ("persons", visit.Persons.Count), ("checks", visit.Checks.Count), ("lines", visit.Lines.Count),
                     ("batches", visit.Batches.Count), ("materials", visit.Materials.Count), ("matters", visit.Matters.Count), ("complaints", visit.Complaints.Count),
                     ("competitors", visit.Competitors.Count), ("photos", visit.Photos.Count), ("topics", visit.Topics.Count), ("done", visit.Done.Count), ("skips", visit.Skips.Count),
                 })
        {
            if (count > MostRows) Refuse(field, "visit.tooMany", MostRows);
        }

        if (visit.Goals.Count > 3) Refuse("goals", "visit.goals");
        Short("goals", visit.Goals, 50);
        Short("persons", visit.Persons, 60);
        Short("tools", visit.Tools, 60);
        Short("topics", visit.Topics, 60);
        Short("skips", visit.Skips.Values, 200);
        Short("summary", [visit.Summary], 200);
        Lines();
        Shelf();
        Batches();
        Rest();
        if (Complete) Order();
        if (state == VisitState.Submitted && VisitSteps.Unexcused(visit) is { Count: > 0 } missing) Refuse("skips", "visit.stepsMissing", string.Join(", ", missing));
        if (refusals.Count > 0) throw new RefusedException(RefusalKind.Invalid, [.. refusals.Take(20)]);
    }

    private void Lines()
    {
        if (visit.Lines.GroupBy(line => line.Code).Any(group => group.Count() > 1)) Refuse("lines", "visit.twice");
        for (var i = 0; i < visit.Lines.Count; i++)
        {
            var (line, field) = (visit.Lines[i], $"lines[{i}]");
            if (!products.ContainsKey(line.Code)) Refuse($"{field}.code", "product.unknown", line.Code);
            if (new[] { line.Facings, line.Shelf, line.Back, line.Ordered, line.Sold, line.Suggested }.Any(number => number is < 0 or > 100_000)) Refuse(field, "visit.quantity");
            if (line.Price is { } price && price is < 0.01m or > 9999m) Refuse($"{field}.price", "visit.price");
            Short($"{field}.priceReason", [line.PriceReason], 200);
            if (Complete && IsOff(line) && string.IsNullOrWhiteSpace(line.PriceReason)) Refuse($"{field}.priceReason", "visit.priceReason", line.Code);
        }
    }

    private void Shelf()
    {
        if (visit.ShelfFacings is { } all && (all is < 0 or > 100_000 || all < visit.Lines.Sum(line => line.Facings ?? 0))) Refuse("shelfFacings", "visit.shelfFacings");
    }

    private bool IsOff(LineEntry line) => IsOff(line.Price, agreed.GetValueOrDefault(line.Code), terms);

    /// <summary>Whether a price differs from the agreed one by more than is tolerated.</summary>
    public static bool IsOff(decimal? price, decimal agreed, VisitTerms terms) => price is { } seen && agreed > 0 && Math.Abs(seen - agreed) > agreed * terms.PriceTolerance;

    private void Batches()
    {
        for (var i = 0; i < visit.Batches.Count; i++)
        {
            var (batch, field) = (visit.Batches[i], $"batches[{i}]");
            if (!products.TryGetValue(batch.Code, out var product))
            {
                Refuse($"{field}.code", "product.unknown", batch.Code);
                continue;
            }

            if (batch.Quantity is < 0 or > 100_000) Refuse($"{field}.quantity", "visit.quantity");
            if (batch.ProducedOn > day) Refuse($"{field}.producedOn", "visit.batchFuture", product.Name);
            else if (Freshness.ExpiryOf(Floor(batch.ProducedOn), product.ShelfLife, product.ShelfLifeUnit).AddDays(terms.OldestBatchDays) < day) Refuse($"{field}.producedOn", "visit.batchOld", product.Name);
            if (batch.Pulled < 0 || batch.Pulled > batch.Quantity) Refuse($"{field}.pulled", "visit.pulled", product.Name);
            else if (Complete && !new PulledStock(batch.Pulled, batch.Held, batch.Returned, batch.Exchanged, batch.Discounted, batch.Destroyed).AddsUp) Refuse($"{field}.pulled", "visit.pulledSum", product.Name);
            if (batch.Destroyed > 0 && Complete && !visit.Photos.Any(photo => photo.Kind == "destroyed")) Refuse($"{field}.destroyed", "visit.destroyedPhoto", product.Name);
            Short($"{field}.place", [batch.Place], 100);
            if (Complete && batch.Held > 0 && string.IsNullOrWhiteSpace(batch.Place)) Refuse($"{field}.place", "visit.pulledPlace", product.Name);
            // 禁售: its sale stops at once, all of it (domain.md 1.8).
            if (Complete && !batch.BackRoom && batch.Pulled < batch.Quantity && freshness.Of(batch.ProducedOn, product.ShelfLife, product.ShelfLifeUnit, day) is { Band: FreshnessBand.Red } now)
                Refuse($"{field}.pulled", now.Expired ? "visit.expiredPull" : "visit.redPull", product.Name);
        }
    }

    private void Rest()
    {
        for (var i = 0; i < visit.Checks.Count; i++)
        {
            var (check, field) = (visit.Checks[i], $"checks[{i}]");
            if (check.Check.Length is 0 or > 60) Refuse(field, "visit.unreadable");
            Short($"{field}.note", [check.Note], 200);
            if (check.OwnerId is { } owner && !people.Contains(owner)) Refuse($"{field}.ownerId", "visit.owner");
            if (check.Result != CheckResult.No || !Complete) continue;
            if (check.Treatment is null) Refuse($"{field}.treatment", "visit.treatment", check.Check);
            if (check.Treatment == Treatment.FixedNow && check.PhotoId is null) Refuse($"{field}.photoId", "visit.fixedPhoto", check.Check);
            if (check.Treatment == Treatment.Raise && check.Raised is null) Refuse($"{field}.raised", "visit.raised", check.Check);
        }

        if (visit.Checks.GroupBy(check => check.Check).Any(group => group.Count() > 1)) Refuse("checks", "visit.twice");
        if (visit.Promoter is { } promoter)
        {
            if (promoter.Skill is < 1 or > 5) Refuse("promoter.skill", "visit.skill");
            Short("promoter.note", [promoter.Note, promoter.Name], 200);
            if (Complete && promoter.Presence == PromoterPresence.Absent && string.IsNullOrWhiteSpace(promoter.Note)) Refuse("promoter.note", "visit.promoterReason");
        }

        Short("checkIn.reason", [visit.CheckIn?.Reason], 200);
        if (visit.CheckIn is { } place && (place.Latitude is < -90 or > 90 || place.Longitude is < -180 or > 180 || place.Accuracy is < 0 || double.IsNaN((place.Latitude ?? 0) + (place.Longitude ?? 0) + (place.Accuracy ?? 0)))) Refuse("checkIn", "visit.place");
        for (var i = 0; i < visit.Competitors.Count; i++)
        {
            if (visit.Competitors[i] is { } seen && (string.IsNullOrWhiteSpace(seen.Brand) || seen.Action is not ("price" or "promotion" or "new" or "display"))) Refuse($"competitors[{i}]", "visit.competitor");
            Short($"competitors[{i}]", [visit.Competitors[i].Brand, visit.Competitors[i].Item], 100);
            Short($"competitors[{i}].note", [visit.Competitors[i].Note], 200);
        }

        Matters();
        Complaints();
        Short("matters", visit.Matters.SelectMany(row => new[] { row.Note, row.Answer, row.Title }), 300);
        Short("materials", visit.Materials.SelectMany(row => new[] { row.Item, row.Action, row.Code }), 60);
        if (visit.Materials.Any(row => row.Quantity is < 0 or > 10_000)) Refuse("materials", "visit.quantity");
        if (visit.Photos.Any(photo => photo.Kind.Length is 0 or > 80)) Refuse("photos", "visit.unreadable");
    }

    private void Matters()
    {
        for (var i = 0; i < visit.Matters.Count; i++)
        {
            var (matter, field) = (visit.Matters[i], $"matters[{i}]");
            if (matter.Price is < 0.01m or > 9999m) Refuse($"{field}.price", "visit.price");
            if (matter.Quantity is < 0 or > 100_000) Refuse($"{field}.quantity", "visit.quantity");
            if (Complete && matter is { Kind: StoreMatterKind.Promotion, Answer: "no" } && string.IsNullOrWhiteSpace(matter.Note)) Refuse($"{field}.note", "visit.promotionReason", matter.Title);
        }
    }

    private void Complaints()
    {
        for (var i = 0; i < visit.Complaints.Count; i++)
        {
            var (complaint, field) = (visit.Complaints[i], $"complaints[{i}]");
            Short($"{field}.note", [complaint.Note], 500);
            if (complaint.Code is { Length: > 0 } code && !products.ContainsKey(code)) Refuse($"{field}.code", "product.unknown", code);
            if (complaint.ProducedOn > day) Refuse($"{field}.producedOn", "visit.complaintFuture");
            if (complaint.Quantity is < 1 or > 100_000) Refuse($"{field}.quantity", "visit.quantity");
        }
    }

    private void Order()
    {
        for (var i = 0; i < visit.Lines.Count; i++)
        {
            if (visit.Lines[i] is { Ordered: { } pieces } line && products.TryGetValue(line.Code, out var product) && !SuggestedOrder.IsWholeCases(pieces, product.CasePack))
                Refuse($"lines[{i}].ordered", "visit.cases", product.Name, product.CasePack);
        }
    }

    private void Short(string field, IEnumerable<string?> texts, int longest)
    {
        if (texts.Any(text => text?.Length > longest)) Refuse(field, "tooLong", longest);
    }

    private void Refuse(string field, string key, params object?[] arguments) => refusals.Add(new(field, key, arguments));

    // Calendars end; nobody makes goods in the year 1.
    private static DateOnly Floor(DateOnly day) => day.Year < 1990 ? new(1990, 1, 1) : day;
}
