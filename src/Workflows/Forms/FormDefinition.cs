using System.Text.RegularExpressions;

namespace ProcessSales.Workflows.Forms;

/// <summary>A text in both languages of the product.</summary>
public sealed record LocalText(string Zh, string En)
{
    /// <summary>The text in a language; Chinese unless it is English.</summary>
    public string In(string language) => language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? En : Zh;
}

/// <summary>What a field holds.</summary>
public enum FieldType
{
    /// <summary>One line of text.</summary>
    Text,

    /// <summary>Several lines of text.</summary>
    Multiline,

    /// <summary>A decimal number.</summary>
    Number,

    /// <summary>CNY, two decimals.</summary>
    Money,

    /// <summary>A ratio shown as a percentage: 0.15 is 15 %.</summary>
    Percent,

    /// <summary>A date without time.</summary>
    Date,

    /// <summary>One of the options.</summary>
    Choice,

    /// <summary>Yes or no.</summary>
    Boolean,

    /// <summary>Rows of other fields.</summary>
    Table,

    /// <summary>Files.</summary>
    Attachment,

    /// <summary>A record of master data, kept with a snapshot of what was known of it.</summary>
    Reference,
}

/// <summary>A choice's option.</summary>
public sealed record FieldOption(string Value, LocalText Label);

/// <summary>A field of a form, or a column of a table.</summary>
public sealed record FormField
{
    /// <summary>Its name in the data.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds.</summary>
    public required FieldType Type { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalText Label { get; init; }

    /// <summary>A hint below it; null for none.</summary>
    public LocalText? Help { get; init; }

    /// <summary>Whether it must be filled in; for a table, whether it needs a row.</summary>
    public bool Required { get; init; }

    /// <summary>When it must be filled in besides; null for never.</summary>
    public FormExpression? RequiredIf { get; init; }

    /// <summary>Whether a change of it sends a returned case through its whole path again; null for what its type says: all but texts and attachments do.</summary>
    public bool? Decisive { get; init; }

    /// <summary>Smallest number.</summary>
    public decimal? Min { get; init; }

    /// <summary>Largest number.</summary>
    public decimal? Max { get; init; }

    /// <summary>Most characters.</summary>
    public int? MaxLength { get; init; }

    /// <summary>What a text must look like as a whole; null for any text.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>Most rows of a table.</summary>
    public int MaxRows { get; init; } = 100;

    /// <summary>Options of a choice.</summary>
    public IReadOnlyList<FieldOption> Options { get; init; } = [];

    /// <summary>Columns of a table.</summary>
    public IReadOnlyList<FormField> Columns { get; init; } = [];

    /// <summary>Where a reference looks: customers, stores, products, contracts, budget-lines or people.</summary>
    public string? Source { get; init; }

    /// <summary>The top-level field that narrows a reference, such as the customer for its stores; for products whose agreed prices are shown.</summary>
    public string? FilterBy { get; init; }

    /// <summary>The value's formula; people cannot enter it. Null for a field that is entered.</summary>
    public FormExpression? Computed { get; init; }

    /// <summary>Whether a step only shows it; a form's file never says so.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>When it is shown; null for always. A hidden field keeps no value.</summary>
    public FormExpression? VisibleIf { get; init; }
}

/// <summary>A rule over several fields.</summary>
/// <param name="When">True when the rule is broken.</param>
/// <param name="Field">The field it is shown at.</param>
/// <param name="Message">What people read.</param>
/// <param name="Warning">Whether it only warns.</param>
/// <param name="NeedsReason">Whether a warning is only passed with a reason, which the approvers read.</param>
public sealed record FormRule(FormExpression When, string Field, LocalText Message, bool Warning, bool NeedsReason = false);

/// <summary>Fields that stand together.</summary>
public sealed record FormSection(LocalText Title, IReadOnlyList<FormField> Fields);

/// <summary>A form in one version.</summary>
/// <param name="Key">Its file's name.</param>
/// <param name="Version">From 1; a changed file is a new version.</param>
public sealed record FormDefinition(string Key, int Version, LocalText Title, IReadOnlyList<FormSection> Sections, IReadOnlyList<FormRule> Rules)
{
    /// <summary>Whether cases with this form may be approved several at once 批量审批.</summary>
    public bool Batch { get; init; } = true;

    /// <summary>The settings that its formulas use.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>All top-level fields in order.</summary>
    public IEnumerable<FormField> Fields => Sections.SelectMany(section => section.Fields);
}
