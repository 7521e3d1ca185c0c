using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace ProcessSales.Host.Pages.Cases;

/// <summary>A text in a drawing; written by hand because Razor keeps the element's name for itself.</summary>
public sealed class Label : ComponentBase
{
    /// <summary>The middle.</summary>
    [Parameter] public double X { get; set; }

    /// <summary>The base line.</summary>
    [Parameter] public double Y { get; set; }

    /// <summary>What it says.</summary>
    [Parameter] public string Content { get; set; } = "";

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", FormattableString.Invariant($"{X}"));
        builder.AddAttribute(2, "y", FormattableString.Invariant($"{Y}"));
        builder.AddAttribute(3, "text-anchor", "middle");
        builder.AddAttribute(4, "class", "node-name");
        builder.AddContent(5, Content);
        builder.CloseElement();
    }
}

/// <summary>A text beside a line of a drawing.</summary>
public sealed class EdgeLabel : ComponentBase
{
    /// <summary>Where it begins.</summary>
    [Parameter] public double X { get; set; }

    /// <summary>The base line.</summary>
    [Parameter] public double Y { get; set; }

    /// <summary>What it says.</summary>
    [Parameter] public string Content { get; set; } = "";

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", FormattableString.Invariant($"{X}"));
        builder.AddAttribute(2, "y", FormattableString.Invariant($"{Y}"));
        builder.AddAttribute(3, "class", "edge-label");
        builder.AddContent(4, Content);
        builder.CloseElement();
    }
}
