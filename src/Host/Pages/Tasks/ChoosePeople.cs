using ProcessSales.Workflows.Forms;

namespace ProcessSales.Host.Pages.Tasks;

/// <summary>What a page with a choice of people was sent, and whom it shows.</summary>
public sealed class ChoosePeople(References references, IHttpContextAccessor http)
{
    private const int Most = 12;

    private HttpRequest Request => http.HttpContext!.Request;

    /// <summary>What was searched for.</summary>
    public string Text => Posted("q");

    /// <summary>Whether the search button was pressed, not the one that sends.</summary>
    public bool Searches => Posted("do") != "send";

    /// <summary>The chosen people in the order of the list; what is no id is left out.</summary>
    public IReadOnlyList<Guid> Ids => Request.HasFormContentType ? [.. Request.Form["p"].Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct().Take(60)] : [];

    /// <summary>A field of the form; empty when it is missing.</summary>
    public string Posted(string name) => Request.HasFormContentType ? Request.Form[name].ToString() : "";

    /// <summary>Those who are chosen, and those whom the search finds.</summary>
    public async Task<(IReadOnlyList<ReferenceOption> Chosen, IReadOnlyList<ReferenceOption> Found)> ShowAsync(Guid person, CancellationToken stop)
    {
        var text = Text.Trim() is { Length: > 0 } entered ? entered[..Math.Min(entered.Length, 60)] : null;
        var found = await references.SearchAsync(person, "people", null, text, stop);
        var chosen = Ids.Count == 0 ? [] : (await references.ResolveAsync(person, "people", [.. Ids.Select(id => id.ToString())], stop)).Values.ToList();
        return (chosen, [.. found.Where(one => one.Id != person.ToString()).Take(Most)]);
    }
}
