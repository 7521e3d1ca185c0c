namespace ProcessSales.Workflows.Customers;

/// <summary>统一社会信用代码: 18 characters, the last one checks the others (GB 32100).</summary>
public static class TaxNumber
{
    private const string Signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private const int Length = 18;

    /// <summary>Whether it is one.</summary>
    public static bool IsValid(string number) => number.Length == Length && number.All(Signs.Contains) && number[^1] == CheckOf(number);

    // Each place weighs three times the one before, modulo the number of signs.
    private static char CheckOf(string number)
    {
        var (sum, weight) = (0, 1);
        foreach (var sign in number[..^1])
        {
            sum += Signs.IndexOf(sign) * weight;
            weight = weight * 3 % Signs.Length;
        }

        return Signs[(Signs.Length - (sum % Signs.Length)) % Signs.Length];
    }
}
