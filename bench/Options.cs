namespace ProcessSales.Bench;

/// <summary>What to measure and for how long.</summary>
internal sealed record Options(string Command, double Seconds, int Stored, int Versions, string? PostgreSql, string? Database, string? Definition)
{
    public static Options Read(string[] args)
    {
        string? Value(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        return new(
            args.Length > 0 && !args[0].StartsWith('-') ? args[0] : "all",
            double.Parse(Value("--seconds") ?? "5", System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(Value("--stored") ?? "100000", System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(Value("--versions") ?? "1000", System.Globalization.CultureInfo.InvariantCulture),
            (Value("--postgres") ?? Environment.GetEnvironmentVariable("PROCESSSALES_TEST_POSTGRES")) is { Length: > 0 } server ? server : null,
            Value("--database"),
            Value("--definition"));
    }
}
