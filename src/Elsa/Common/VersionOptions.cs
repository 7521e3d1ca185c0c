using System.Globalization;

namespace Elsa.Common.Models;

/// <summary>Says which version of a definition is meant.</summary>
public struct VersionOptions
{
    /// <summary>The newest, draft or published.</summary>
    public static readonly VersionOptions Latest = new() { IsLatest = true };

    /// <summary>The published one.</summary>
    public static readonly VersionOptions Published = new() { IsPublished = true };

    /// <summary>The newest or the published one, whichever is found.</summary>
    public static readonly VersionOptions LatestOrPublished = new() { IsLatestOrPublished = true };

    /// <summary>The newest, and only if it is published.</summary>
    public static readonly VersionOptions LatestAndPublished = new() { IsLatestAndPublished = true };

    /// <summary>The newest, and only if it is not published.</summary>
    public static readonly VersionOptions Draft = new() { IsDraft = true };

    /// <summary>All of them.</summary>
    public static readonly VersionOptions All = new() { AllVersions = true };

    /// <summary>The version of that number.</summary>
    public static VersionOptions SpecificVersion(int version) => new() { Version = version };

    /// <summary>Reads <see cref="ToString"/>'s form.</summary>
    /// <exception cref="FormatException">The text names no version.</exception>
    public static VersionOptions FromString(string value) =>
        TryParse(value, out var options) ? options : throw new FormatException($"'{value}' names no version.");

    /// <summary>Reads <see cref="ToString"/>'s form; false when the text names no version.</summary>
    public static bool TryParse(string value, out VersionOptions versionOptions)
    {
        versionOptions = value switch
        {
            "Latest" => Latest,
            "Published" => Published,
            "LatestOrPublished" => LatestOrPublished,
            "LatestAndPublished" => LatestAndPublished,
            "Draft" => Draft,
            "All" or "AllVersions" => All,
            _ => default,
        };
        if (!versionOptions.Equals(default(VersionOptions)))
            return true;
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1)
            return false;
        versionOptions = SpecificVersion(version);
        return true;
    }

    /// <summary>See <see cref="Latest"/>.</summary>
    public bool IsLatest { get; private set; }

    /// <summary>See <see cref="LatestOrPublished"/>.</summary>
    public bool IsLatestOrPublished { get; private set; }

    /// <summary>See <see cref="LatestAndPublished"/>.</summary>
    public bool IsLatestAndPublished { get; private set; }

    /// <summary>See <see cref="Published"/>.</summary>
    public bool IsPublished { get; private set; }

    /// <summary>See <see cref="Draft"/>.</summary>
    public bool IsDraft { get; private set; }

    /// <summary>See <see cref="All"/>.</summary>
    public bool AllVersions { get; private set; }

    /// <summary>The number of the version; 0 when another way of choosing is used.</summary>
    public int Version { get; private set; }

    /// <inheritdoc />
    public override readonly string ToString() => this switch
    {
        { AllVersions: true } => "AllVersions",
        { IsDraft: true } => "Draft",
        { IsLatest: true } => "Latest",
        { IsPublished: true } => "Published",
        { IsLatestOrPublished: true } => "LatestOrPublished",
        { IsLatestAndPublished: true } => "LatestAndPublished",
        _ => Version.ToString(CultureInfo.InvariantCulture),
    };
}
