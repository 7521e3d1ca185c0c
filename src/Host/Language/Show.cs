using System.Globalization;
using ProcessSales.Workflows.Calendar;

namespace ProcessSales.Host.Language;

/// <summary>Money, days and times as people read them: company zone, thousands separated.</summary>
public sealed class Show(CompanyClock clock, Texts texts)
{
    /// <summary>CNY with two decimals.</summary>
    public static string Money(decimal? amount) => amount is { } x ? "¥" + x.ToString("#,##0.00", CultureInfo.InvariantCulture) : "–";

    /// <summary>What has a name in both languages, by the reader's; by the Chinese one when there is no other.</summary>
    public static string Name(string name, string nameEn) => CultureInfo.CurrentUICulture.Name == "en" && nameEn.Length > 0 ? nameEn : name;

    /// <summary>A fraction as percent: 0.125 is 12.5 %.</summary>
    public static string Percent(decimal? ratio) => ratio is { } x ? (x * 100).ToString("#,##0.##", CultureInfo.InvariantCulture) + " %" : "–";

    /// <summary>Date and time in the company's zone.</summary>
    public string Time(DateTimeOffset? at) => at is { } x ? clock.ToLocal(x).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "–";

    /// <summary>The date in the company's zone.</summary>
    public string Day(DateTimeOffset? at) => at is { } x ? clock.ToLocal(x).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "–";

    /// <summary>Today's times as hour and minute, others with the day.</summary>
    public string When(DateTimeOffset at)
    {
        var local = clock.ToLocal(at);
        var day = DateOnly.FromDateTime(local.DateTime);
        var time = local.ToString("HH:mm", CultureInfo.InvariantCulture);
        if (day == clock.Today) return texts["Time.Today", time];
        if (day == clock.Today.AddDays(-1)) return texts["Time.Yesterday", time];
        return local.ToString(day.Year == clock.Today.Year ? "MM-dd HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary>Hour and minute in the company's zone.</summary>
    public string Clock(DateTimeOffset at) => clock.ToLocal(at).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>For a machine: the datetime attribute.</summary>
    public static string Machine(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
