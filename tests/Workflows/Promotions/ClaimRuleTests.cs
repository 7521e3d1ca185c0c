using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Workflows.Tests.Promotions;

/// <summary>Each rule of F-P3 with and without what it asks for (domain.md 2.4); the matrix is the shipped one.</summary>
public sealed class ClaimRuleTests
{
    private static readonly IReadOnlyList<ProofRule> Matrix = Read();
    private static readonly Guid Store = Guid.NewGuid();

    public static TheoryData<string, string, int, int> ProofRules
    {
        get
        {
            var rules = new TheoryData<string, string, int, int>();
            foreach (var rule in Matrix.Where(rule => rule.Proof is not (Proofs.Application or Proofs.ActivityReport))) rules.Add(rule.FeeType, rule.Proof, rule.AtLeast, rule.FromDays ?? 7);
            return rules;
        }
    }

    [Theory]
    [MemberData(nameof(ProofRules))]
    public void Every_proof_of_the_matrix_is_asked_for_and_enough_when_it_is_there(string fee, string proof, int least, int days)
    {
        var whole = Whole(fee, days);
        Assert.Empty(ClaimRules.Check(whole));
        var kept = whole.Proofs.Where(one => one.Kind != proof && !(proof == Proofs.Photo && Proofs.IsPhoto(one.Kind))).ToList();
        var few = whole with { Proofs = [.. kept, .. whole.Proofs.Where(one => one.Kind == proof).Take(least - 1)] };
        var refusal = Assert.Single(ClaimRules.Check(few), refusal => refusal.Key == "settlement.proofMissing" && Equals(refusal.Arguments[1], proof));
        Assert.Equal([1, proof, least, least - 1], refusal.Arguments);
    }

    [Fact]
    public void The_report_is_a_proof_of_a_price_compensation_and_asked_for_of_everything()
    {
        var keys = ClaimRules.Check(Whole("price-off") with { Reported = false }).Select(refusal => refusal.Key).ToList();
        Assert.Equal(["settlement.proofMissing", "settlement.noReport"], keys);
        Assert.Equal("settlement.noReport", Assert.Single(ClaimRules.Check(Whole("dm") with { Reported = false })).Key);
    }

    [Fact]
    public void An_agreement_that_came_with_the_promotion_and_named_places_count_for_all_lines()
    {
        var bare = Whole("display") with { Proofs = [.. Whole("display").Proofs.Where(one => one.Kind is not (Proofs.Agreement or Proofs.PlaceTable))] };
        Assert.Equal(2, ClaimRules.Check(bare).Count);
        Assert.Empty(ClaimRules.Check(bare with { Agreed = true, PlacesNamed = true }));
    }

    [Fact]
    public void Nothing_claimed_is_refused() => Assert.Contains(ClaimRules.Check(With(line => line with { Claimed = 0m })), refusal => refusal.Key == "settlement.nothing");

    [Theory]
    [InlineData(3_000, 0, "", true)]
    [InlineData(3_000.01, 0, "", false)]
    [InlineData(3_000.01, 0, "店方多收", true)]
    [InlineData(1_000, 2_000, "", true)]
    [InlineData(1_000, 2_000.01, "", false)]
    public void A_line_claims_no_more_than_is_left_of_it_unless_it_says_why(decimal claimed, decimal elsewhere, string why, bool fine) =>
        Assert.Equal(fine, ClaimRules.Check(With(line => line with { Claimed = claimed, Elsewhere = elsewhere, Deviation = why })).Count == 0);

    [Theory]
    [InlineData("", "plain", "岚桥", true)]
    [InlineData("1", "", "岚桥", true)]
    [InlineData("1", "plain", "", true)]
    [InlineData("1", "plain", "岚桥", false)]
    [InlineData("1", "plain", "岚桥", true)]
    public void An_invoice_is_named_whole(string number, string kind, string seller, bool dated)
    {
        var refusals = ClaimRules.Check(With(line => line with { InvoiceNumber = number, InvoiceKind = kind, Seller = seller, InvoicedOn = dated ? new(2026, 10, 21) : null }));
        Assert.Equal((number, kind, seller, dated) == ("1", "plain", "岚桥", true) ? [] : ["settlement.invoiceMissing"], refusals.Select(refusal => refusal.Key));
    }

    [Fact]
    public void An_invoice_that_follows_needs_a_reason_and_neither_number_nor_picture()
    {
        var whole = Whole("dm");
        ClaimSheet Follows(string why, string number = "") => whole with
        {
            Lines = [whole.Lines[0] with { InvoiceNumber = number, InvoiceKind = Proofs.InvoiceFollows, InvoicedOn = null, Seller = "", Deviation = why }], Proofs = [.. whole.Proofs.Where(one => one.Kind != Proofs.Invoice)],
        };
        Assert.Empty(ClaimRules.Check(Follows("店方下月开票")));
        Assert.Equal("settlement.invoiceFollows", Assert.Single(ClaimRules.Check(Follows(" "))).Key);
        // With a number it is there, and then it is named whole and attached.
        Assert.Equal(["settlement.invoiceMissing", "settlement.proofMissing"], ClaimRules.Check(Follows("店方下月开票", "1")).Select(refusal => refusal.Key));
        Assert.Equal("settlement.proofMissing", Assert.Single(ClaimRules.Check(Follows("店方下月开票") with { Proofs = [] }), refusal => Equals(refusal.Arguments[1], "flyer")).Key);
    }

    [Fact]
    public void An_invoice_is_used_once_by_number_and_seller()
    {
        var sheet = Whole("dm");
        Assert.Equal("settlement.invoiceUsed", Assert.Single(ClaimRules.Check(sheet with { Used = new HashSet<(string, string)> { ("1", "岚桥") } })).Key);
        Assert.Empty(ClaimRules.Check(sheet with { Used = new HashSet<(string, string)> { ("1", "榆果"), ("2", "岚桥") } }));
    }

    [Theory]
    [InlineData(null, "settlement.photoUndated")]
    [InlineData("2026-10-07", "settlement.photoOutside")]
    [InlineData("2026-10-08", null)]
    [InlineData("2026-10-14", null)]
    [InlineData("2026-10-15", "settlement.photoOutside")]
    public void A_picture_is_of_the_period(string? taken, string? key)
    {
        var sheet = Whole("display");
        var photo = sheet.Proofs.First(one => Proofs.IsPhoto(one.Kind));
        var refusals = ClaimRules.Check(sheet with { Proofs = [.. sheet.Proofs.Where(one => one != photo), photo with { TakenOn = taken is null ? null : DateOnly.Parse(taken) }] });
        Assert.Equal(key is null ? [] : [key], refusals.Select(refusal => refusal.Key));
    }

    [Fact]
    public void Photo_hash_reused_in_another_settlement_or_on_another_line_needs_a_reason()
    {
        var sheet = Whole("display");
        var photo = sheet.Proofs.First(one => Proofs.IsPhoto(one.Kind));
        var again = sheet with { Proofs = [.. sheet.Proofs.Where(one => one != photo), photo with { ReusedFrom = "PS-20260901-0001" }] };
        var twice = sheet with { Proofs = [.. sheet.Proofs, photo with { FileName = "copy.jpg" }] };
        Assert.Equal("settlement.photoReused", Assert.Single(ClaimRules.Check(again)).Key);
        Assert.Equal(2, ClaimRules.Check(twice).Count(refusal => refusal.Key == "settlement.photoReused"));
        Assert.Empty(ClaimRules.Check(again with { ReuseReason = "同一堆头" }));
    }

    [Fact]
    public void A_store_in_which_nobody_looked_needs_a_reason()
    {
        Assert.Equal("settlement.unchecked", Assert.Single(ClaimRules.Check(Whole("dm") with { Unchecked = ["岚桥一店"] })).Key);
        Assert.Empty(ClaimRules.Check(Whole("dm") with { Unchecked = ["岚桥一店"], UncheckedReason = "停业两天" }));
    }

    [Theory]
    [InlineData(12_000, 0)]
    [InlineData(12_900, 900)]
    public void The_excess_is_counted_over_all_settlements(decimal claimed, decimal excess) =>
        Assert.Equal(excess, (With(line => line with { Claimed = claimed - 2_000m }) with { Ceiling = 12_000m, Elsewhere = 2_000m }).Excess);

    private static ClaimSheet With(Func<ClaimLine, ClaimLine> change) => Whole("dm") with { Lines = [change(Whole("dm").Lines[0])] };

    /// <summary>A claim of 3,000 with everything that its fee type needs.</summary>
    private static ClaimSheet Whole(string fee, int days = 7)
    {
        var (from, until) = (new DateOnly(2026, 10, 8), new DateOnly(2026, 10, 8).AddDays(days - 1));
        var number = 0;
        var proofs = Matrix.Where(rule => rule.FeeType == fee && rule.CountsFor(days)).SelectMany(rule => Enumerable.Range(0, rule.AtLeast).Select(_ => new ClaimProof(1, rule.Proof, $"{++number}.jpg", $"hash-{number}", from, null)));
        return new(days, from, until, 12_000m, 0m, true, false, false, [], null, null, [new(1, fee, Store, "岚桥一店", 3_000m, 0m, 3_000m, "1", "plain", until, "岚桥", "")], [.. proofs], new HashSet<(string, string)>(), Matrix);
    }

    private static IReadOnlyList<ProofRule> Read() =>
        [.. File.ReadAllLines(Path.Combine(Running.Business.Root(), "workflows", "promotion-settlement", "proof-rules.csv")).Skip(1).Select(line => line.Split(',')).Select(cells => new ProofRule
        {
            FeeType = cells[0], Proof = cells[1], AtLeast = int.Parse(cells[2]), FromDays = cells[3].Length > 0 ? int.Parse(cells[3]) : null, UntilDays = cells[4].Length > 0 ? int.Parse(cells[4]) : null,
        })];
}
