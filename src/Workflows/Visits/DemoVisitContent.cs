using ProcessSales.Workflows.Products;

namespace ProcessSales.Workflows.Visits;

/// <summary>What was found in a demo visit beside the usual.</summary>
internal enum DemoFinding
{
    None,

    OutOfStock,

    Price,

    NearExpiry,

    Red,

    Posm,

    Promotion,
}

/// <summary>Fills a demo visit in as its visitor would.</summary>
internal static class DemoVisitContent
{
    public static VisitContent Of(
        IReadOnlyList<ExpectedLine> expected, IReadOnlyDictionary<string, Product> products, Checklist checklist, DateTimeOffset came, int minutes, (double Latitude, double Longitude) place, string? promoter, DemoFinding finding, Random luck)
    {
        var day = DateOnly.FromDateTime(came.UtcDateTime.AddHours(8));
        var must = expected.Where(line => line.MustHave).ToList();
        var special = must[luck.Next(must.Count)].Code;
        var ordered = luck.Next(10) < 7;
        var lines = must.Select(line =>
        {
            var missing = finding == DemoFinding.OutOfStock && line.Code == special;
            var off = finding == DemoFinding.Price && line.Code == special;
            var (shelf, back, sold) = missing ? (0, 0, 40) : (12 + luck.Next(24), luck.Next(20), 10 + luck.Next(40));
            var suggestion = SuggestedOrder.Of(shelf + back + sold, 0, shelf, back, 0, products[line.Code].CasePack);
            return new LineEntry(
                line.Code, missing ? ShelfStatus.OutOfStock : ShelfStatus.OnShelf, missing ? 0 : Math.Max(1, (line.Facings ?? 3) - luck.Next(2)), missing ? null : off ? decimal.Round(line.Price * 1.08m, 2) : line.Price,
                off ? "门店自行调价,已与课长确认次日改回" : null, shelf, back, suggestion.Pieces, suggestion.Sold, ordered && suggestion.Pieces > 0 && luck.Next(3) == 0 ? suggestion.Pieces : null);
        }).ToList();
        var batches = must.Where(line => !(finding == DemoFinding.OutOfStock && line.Code == special)).Select(line =>
        {
            var product = products[line.Code];
            var near = finding is DemoFinding.NearExpiry or DemoFinding.Red && line.Code == special;
            var life = Freshness.ExpiryOf(day, product.ShelfLife, product.ShelfLifeUnit).DayNumber - day.DayNumber;
            var left = !near ? life - Math.Max(1, life / (3 + luck.Next(3))) : LeftIn(product, day, finding == DemoFinding.Red ? FreshnessBand.Red : FreshnessBand.Orange);
            var quantity = near ? 4 + luck.Next(4) : 12 + luck.Next(20);
            return new BatchEntry(line.Code, day.AddDays(left - life), quantity, false, near ? quantity : 0, near ? quantity : 0, 0, 0, 0, 0, near ? "后仓退货区" : null);
        }).ToList();
        var failed = finding switch { DemoFinding.Posm => "posm.current", DemoFinding.Promotion => "promotion.executed", _ => null };
        return new()
        {
            Goals = [luck.Next(2) == 0 ? "补货拿订单" : "扩大排面"], Tools = ["助销物料", "价签"], Persons = ["课长"], HasPromoter = promoter is not null,
            Promoter = promoter is null ? null : new(PromoterPresence.Present, promoter, true, true, true, 4, null),
            CheckIn = new(came, place.Latitude, place.Longitude, 15, false, null), CheckOut = new(came.AddMinutes(minutes)), CheckCount = checklist.Count,
            Checks = [.. checklist.Elements.SelectMany(element => element.Checks).Select(check => check.Key != failed
                ? new CheckEntry(check.Key, luck.Next(25) == 0 && check.Key.StartsWith("display", StringComparison.Ordinal) ? CheckResult.NotApplicable : CheckResult.Yes, null, null, null, null, null, null)
                : new(check.Key, CheckResult.No, check.Key == "posm.current" ? Treatment.OpenIssue : Treatment.Raise, check.Key == "posm.current" ? null : RaisedKind.PromotionDeviation, check.Key == "posm.current" ? "海报过期,跳跳卡缺失" : "堆头未按方案陈列", null, null, null))],
            Lines = lines, Batches = batches, ShelfFacings = lines.Sum(line => line.Facings ?? 0) * (3 + luck.Next(3)), Topics = ["订单", "陈列"], Done = ["V-05", "V-07", "V-08", "V-10", "V-14", "V-16"],
            Photos = [new(Guid.NewGuid(), "shopfront"), new(Guid.NewGuid(), "shelfBefore"), new(Guid.NewGuid(), "shelfAfter")], Summary = finding == DemoFinding.None ? "一切正常,按计划跟进" : "有遗留事项,下次跟进",
        };
    }

    // A number of days left that lies in the band for a product of this life.
    private static int LeftIn(Product product, DateOnly day, FreshnessBand band)
    {
        var life = Freshness.ExpiryOf(day, product.ShelfLife, product.ShelfLifeUnit).DayNumber - day.DayNumber;
        for (var left = life - 1; left > 0; left--)
        {
            if (Freshness.Default.Of(day.AddDays(left - life), product.ShelfLife, product.ShelfLifeUnit, day) is { Expired: false } now && now.Band == band) return left;
        }

        return 1;
    }
}
