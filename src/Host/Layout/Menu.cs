using ProcessSales.Workflows.People;

namespace ProcessSales.Host.Layout;

/// <summary>An entry of the menu.</summary>
/// <param name="Count">Shown as a badge when above 0.</param>
/// <param name="Counter">Which number the page refreshes.</param>
public sealed record MenuEntry(string Path, string Icon, string Label, int Count = 0, string Counter = "");

/// <summary>Where a person may go.</summary>
public static class Menu
{
    /// <summary>The entries of a level, the most used first.</summary>
    public static IEnumerable<MenuEntry> For(AccessLevel level, int waiting)
    {
        yield return new("/", "home", "Nav.Home");
        yield return new("/inbox", "inbox", "Nav.Inbox", waiting, "waiting");
        yield return new("/visits", "map-pin", "Visits.Title");
        yield return new("/listings", "package", "Nav.Listings");
        yield return new("/complaints", "mood-smile", "Nav.Complaints");
        yield return new("/collections", "coins", "Nav.Collections");
        yield return new("/plan", "calendar", "Nav.Plan");
        yield return new("/processes", "apps", "Nav.Processes");
        yield return new("/promotions", "discount", "Nav.Promotions");
        if (level is AccessLevel.Manager or AccessLevel.Admin)
            yield return new("/designer", "sitemap", "Nav.Designer");
        yield return new("/data", "database", "Nav.Data");
        if (level == AccessLevel.Admin)
        {
            yield return new("/people", "users", "Nav.People");
            yield return new("/settings", "adjustments", "Nav.Settings");
            yield return new("/hangfire", "clock", "Nav.Jobs");
        }
    }
}
