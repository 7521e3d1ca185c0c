using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ProcessSales.Workflows.Promotions;

/// <summary>What can prove a cost (domain.md 2.4, F-P3).</summary>
public static class Proofs
{
    /// <summary>批准的申请: there is none without it, so it is always there.</summary>
    public const string Application = "application";

    /// <summary>执行报告 F-P2.</summary>
    public const string ActivityReport = "activityReport";

    /// <summary>陈列明细表: store, address, place, products, reward and period, written from what was approved when the places were named.</summary>
    public const string PlaceTable = "placeTable";

    /// <summary>发票原件: its number, seller and date stand in the line, its picture is attached.</summary>
    public const string Invoice = "invoice";

    /// <summary>双方盖章的协议; one that was attached when the store agreed counts for all lines.</summary>
    public const string Agreement = "agreement";

    /// <summary>Pictures with their surroundings; those of display and shop front count as pictures too.</summary>
    public const string Photo = "photo";

    /// <summary>发票后补: the kind of an invoice that has not come. The line says why and is confirmed without it; until it comes it is accrued (domain.md 2.4, exceptions).</summary>
    public const string InvoiceFollows = "follows";

    /// <summary>Kinds of invoices that are there: special (专票) and plain (普票).</summary>
    public static readonly IReadOnlyList<string> InvoiceKinds = ["special", "plain"];

    /// <summary>Everything a claimant can attach.</summary>
    public static readonly IReadOnlyList<string> Attachable =
    [
        Invoice, Agreement, Photo, "photoDisplay", "photoShopFront", PlaceTable, "flyer", "salesReport", "wageSheet", "idCopies", "salesList", "giftRegister", "handOutList", "giftReturn",
        "contract", "goodsInSlip", "barcodeList", "other",
    ];

    /// <summary>Everything a rule can ask for.</summary>
    public static readonly IReadOnlyList<string> All = [Application, ActivityReport, .. Attachable];

    /// <summary>Whether it is a picture, which must be of the period and used once.</summary>
    public static bool IsPhoto(string kind) => kind.StartsWith(Photo, StringComparison.Ordinal);
}

/// <summary>One row of the proof matrix: what a type of fee needs. Data, kept by import.</summary>
public sealed class ProofRule
{
    /// <summary>Code of the fee type.</summary>
    public string FeeType { get; set; } = "";

    /// <summary>What is needed, see <see cref="Proofs"/>.</summary>
    public string Proof { get; set; } = "";

    /// <summary>How many.</summary>
    public int AtLeast { get; set; } = 1;

    /// <summary>Only for promotions of at least so many days; null for all.</summary>
    public int? FromDays { get; set; }

    /// <summary>Only for promotions of at most so many days; null for all.</summary>
    public int? UntilDays { get; set; }

    /// <summary>Whether it counts for a promotion of so many days.</summary>
    public bool CountsFor(int days) => (FromDays is null || days >= FromDays) && (UntilDays is null || days <= UntilDays);
}

internal sealed class ProofRuleTable : IEntityTypeConfiguration<ProofRule>
{
    public void Configure(EntityTypeBuilder<ProofRule> table)
    {
        table.HasKey(row => new { row.FeeType, row.Proof });
        table.Property(row => row.FeeType).HasMaxLength(40);
        table.Property(row => row.Proof).HasMaxLength(40);
    }
}
