namespace ProcessSales.Workflows.Statements;

/// <summary>A pair of lines that differ, or one without the other.</summary>
internal sealed record FoundDifference(StatementLine? Ours, RetailerLine? Theirs, DifferenceType Type);

/// <summary>Compares our statement with the retailer's, line by line: by slip number, then by order number (domain.md 2.6 J20).</summary>
internal static class StatementMatch
{
    private const decimal Fen = 0.005m;

    /// <summary>Where they differ.</summary>
    /// <param name="ours">Lines of our statement.</param>
    /// <param name="theirs">Lines of theirs.</param>
    /// <param name="elsewhere">Slips of the payer that stand in another month, on either side.</param>
    public static IReadOnlyList<FoundDifference> Of(IReadOnlyList<StatementLine> ours, IReadOnlyList<RetailerLine> theirs, IReadOnlySet<string> elsewhere)
    {
        var left = new HashSet<RetailerLine>(theirs);
        var bySlip = theirs.Where(line => line.SlipNumber.Length > 0).ToLookup(line => (line.Kind, line.SlipNumber));
        var byOrder = theirs.Where(line => line.OrderNumber.Length > 0).ToLookup(line => (line.Kind, line.OrderNumber));
        var found = new List<FoundDifference>();
        foreach (var line in ours)
        {
            var twin = bySlip[(line.Kind, line.SlipNumber)].FirstOrDefault(left.Contains) ?? byOrder[(line.Kind, line.OurNumber)].FirstOrDefault(left.Contains)
                // A return that we counted ourselves stands on our side as what we owe, on theirs as goods that went back.
                ?? (line is { Kind: StatementLineKind.Deduction, SlipNumber.Length: > 0 } ? bySlip[(StatementLineKind.Return, line.SlipNumber)].FirstOrDefault(left.Contains) : null);
            if (twin is not null)
            {
                left.Remove(twin);
                if (Math.Abs(twin.Amount - line.Amount) >= Fen) found.Add(new(line, twin, Between(line, twin)));
                continue;
            }

            found.Add(new(line, null, elsewhere.Contains(line.SlipNumber) ? DifferenceType.OtherMonth : line.Kind == StatementLineKind.Return ? DifferenceType.ReturnMissing : DifferenceType.Missing));
        }

        foreach (var line in theirs.Where(left.Contains)) found.Add(new(null, line, Alone(line, ours, theirs, elsewhere)));
        return found;
    }

    private static DifferenceType Between(StatementLine ours, RetailerLine theirs)
    {
        // They left the VAT out, or put it on twice.
        var net = ours.Amount / (1m + ours.TaxRate);
        if (Math.Abs(theirs.Amount - net) < 0.02m || Math.Abs(theirs.Amount - (ours.Amount * (1m + ours.TaxRate))) < 0.02m) return DifferenceType.Tax;
        return ours.Quantity is { } we && theirs.Quantity is { } they && we != they ? DifferenceType.Quantity : DifferenceType.Price;
    }

    private static DifferenceType Alone(RetailerLine line, IReadOnlyList<StatementLine> ours, IReadOnlyList<RetailerLine> theirs, IReadOnlySet<string> elsewhere)
    {
        if (elsewhere.Contains(line.SlipNumber)) return DifferenceType.OtherMonth;
        if (line.Kind is StatementLineKind.Deduction or StatementLineKind.Rebate or StatementLineKind.Credit)
        {
            var twice = ours.Any(other => other.Kind == line.Kind && other.Amount == line.Amount)
                || theirs.Any(other => other != line && other.Kind == line.Kind && other.Amount == line.Amount && other.OrderNumber == line.OrderNumber && line.OrderNumber.Length > 0);
            return twice ? DifferenceType.DeductedTwice : DifferenceType.FeeUnknown;
        }

        return line.Kind == StatementLineKind.Return ? DifferenceType.ReturnMissing : DifferenceType.Missing;
    }
}
