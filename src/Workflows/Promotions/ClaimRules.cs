namespace ProcessSales.Workflows.Promotions;

/// <summary>A line of a claim, beside what was approved for it. Amounts are CNY with VAT.</summary>
/// <param name="Number">Number of the approved cost.</param>
/// <param name="Store">Name of the store; empty for none.</param>
/// <param name="Approved">What was approved.</param>
/// <param name="Elsewhere">What other settlements of the promotion claim or have confirmed of it.</param>
/// <param name="Claimed">What is claimed now.</param>
/// <param name="Deviation">Why it is not as approved.</param>
public sealed record ClaimLine(
    int Number, string FeeType, Guid? StoreId, string Store, decimal Approved, decimal Elsewhere, decimal Claimed, string InvoiceNumber, string InvoiceKind, DateOnly? InvoicedOn, string Seller, string Deviation)
{
    /// <summary>What is left of it.</summary>
    public decimal Left => Approved - Elsewhere;

    /// <summary>Whether its invoice has not come yet.</summary>
    public bool InvoiceFollows => InvoiceKind == Proofs.InvoiceFollows && InvoiceNumber.Length == 0;
}

/// <summary>A file of a claim.</summary>
/// <param name="Line">The line; null for all of them.</param>
public sealed record ClaimProof(int? Line, string Kind, string FileName, string Sha256, DateOnly? TakenOn, string? ReusedFrom);

/// <summary>All that a claim is judged by.</summary>
/// <param name="Days">How long the promotion lasted, both days counted.</param>
/// <param name="From">First day on which a picture can show it.</param>
/// <param name="Until">Last such day.</param>
/// <param name="Ceiling">What all settlements together may come to: the approved total and what was approved beside it.</param>
/// <param name="Elsewhere">What the other settlements come to.</param>
/// <param name="Reported">Whether the execution report is there.</param>
/// <param name="Agreed">Whether an agreement was attached when the store agreed.</param>
/// <param name="PlacesNamed">Whether every store's place was named.</param>
/// <param name="Unchecked">Stores of claimed lines in which nobody looked.</param>
/// <param name="Used">Invoices of other settlements.</param>
public sealed record ClaimSheet(
    int Days, DateOnly From, DateOnly Until, decimal Ceiling, decimal Elsewhere, bool Reported, bool Agreed, bool PlacesNamed, IReadOnlyList<string> Unchecked, string? UncheckedReason, string? ReuseReason,
    IReadOnlyList<ClaimLine> Lines, IReadOnlyList<ClaimProof> Proofs, IReadOnlySet<(string Number, string Seller)> Used, IReadOnlyList<ProofRule> Rules)
{
    /// <summary>What is claimed in all.</summary>
    public decimal Claimed => Lines.Sum(line => line.Claimed);

    /// <summary>How far it goes beyond what was approved; 0 when it does not.</summary>
    public decimal Excess => Math.Max(0m, Elsewhere + Claimed - Ceiling);
}

/// <summary>The rules of F-P3. Reads nothing but the sheet, so that each can be tested by itself.</summary>
public static class ClaimRules
{
    /// <summary>What hinders the claim from being handed in; empty when nothing does.</summary>
    public static IReadOnlyList<Refusal> Check(ClaimSheet sheet)
    {
        var refusals = new List<Refusal>();
        var claimed = sheet.Lines.Where(line => line.Claimed != 0m).ToList();
        if (claimed.Count == 0) refusals.Add(new("Lines", "settlement.nothing"));
        foreach (var line in claimed) refusals.AddRange(OfLine(sheet, line));
        foreach (var proof in sheet.Proofs.Where(proof => Proofs.IsPhoto(proof.Kind))) refusals.AddRange(OfPhoto(sheet, proof));
        if (!sheet.Reported) refusals.Add(new("Report", "settlement.noReport"));
        if (sheet.Unchecked.Count > 0 && string.IsNullOrWhiteSpace(sheet.UncheckedReason)) refusals.Add(new("UncheckedReason", "settlement.unchecked", string.Join(", ", sheet.Unchecked)));
        return refusals;
    }

    /// <summary>What a line still needs by the matrix, with how many there are.</summary>
    public static IReadOnlyList<(ProofRule Rule, int There)> Needs(ClaimSheet sheet, ClaimLine line) =>
        [.. sheet.Rules.Where(rule => rule.FeeType == line.FeeType && rule.CountsFor(sheet.Days)).Select(rule => (rule, There(sheet, line, rule.Proof)))];

    private static IEnumerable<Refusal> OfLine(ClaimSheet sheet, ClaimLine line)
    {
        if (line.Claimed < 0m) yield return new(At(line, "claimed"), "settlement.negative", line.Number);
        if (line.Claimed > line.Left && string.IsNullOrWhiteSpace(line.Deviation)) yield return new(At(line, "claimed"), "settlement.overLine", line.Number, line.Left);
        var needs = Needs(sheet, line);
        var named = line.InvoiceNumber.Length > 0 && line.Seller.Length > 0 && line.InvoiceKind.Length > 0 && line.InvoiceKind != Proofs.InvoiceFollows && line.InvoicedOn is not null;
        if (line.InvoiceFollows)
        {
            if (string.IsNullOrWhiteSpace(line.Deviation)) yield return new(At(line, "invoice"), "settlement.invoiceFollows", line.Number);
        }
        else if (!named && (line.InvoiceNumber.Length > 0 || needs.Any(need => need.Rule.Proof == Proofs.Invoice))) yield return new(At(line, "invoice"), "settlement.invoiceMissing", line.Number);
        if (sheet.Used.Contains((line.InvoiceNumber, line.Seller))) yield return new(At(line, "invoice"), "settlement.invoiceUsed", line.InvoiceNumber, line.Seller);
        foreach (var (rule, there) in needs)
        {
            if (there < rule.AtLeast && !(line.InvoiceFollows && rule.Proof == Proofs.Invoice)) yield return new(At(line, rule.Proof), "settlement.proofMissing", line.Number, rule.Proof, rule.AtLeast, there);
        }
    }

    private static IEnumerable<Refusal> OfPhoto(ClaimSheet sheet, ClaimProof photo)
    {
        if (photo.TakenOn is not { } day) yield return new("Proofs", "settlement.photoUndated", photo.FileName);
        else if (day < sheet.From || day > sheet.Until) yield return new("Proofs", "settlement.photoOutside", photo.FileName, $"{day:yyyy-MM-dd}", $"{sheet.From:yyyy-MM-dd}", $"{sheet.Until:yyyy-MM-dd}");
        var again = photo.ReusedFrom is not null || sheet.Proofs.Any(other => !ReferenceEquals(other, photo) && other.Sha256 == photo.Sha256 && Proofs.IsPhoto(other.Kind));
        if (again && string.IsNullOrWhiteSpace(sheet.ReuseReason)) yield return new("Proofs", "settlement.photoReused", photo.FileName, photo.ReusedFrom ?? "");
    }

    private static int There(ClaimSheet sheet, ClaimLine line, string proof) => proof switch
    {
        Proofs.Application => 1,
        Proofs.ActivityReport => sheet.Reported ? 1 : 0,
        Proofs.Agreement when sheet.Agreed => 1,
        Proofs.PlaceTable when sheet.PlacesNamed => 1,
        // Pictures of the display and of the shop front are pictures too.
        Proofs.Photo => sheet.Proofs.Count(one => Of(one, line) && Proofs.IsPhoto(one.Kind)),
        _ => sheet.Proofs.Count(one => Of(one, line) && one.Kind == proof),
    };

    private static bool Of(ClaimProof proof, ClaimLine line) => proof.Line is null || proof.Line == line.Number;

    private static string At(ClaimLine line, string what) => $"lines[{line.Number}].{what}";
}
