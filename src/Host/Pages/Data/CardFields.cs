using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Material;
using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Promoters;

namespace ProcessSales.Host.Pages.Data;

/// <summary>How the columns of master data are shown and entered.</summary>
internal static class CardFields
{
    private static readonly Dictionary<string, string[]> Choices = new()
    {
        ["Type"] = ["hypermarket", "supermarket", "cvs", "club", "department"], ["Class"] = ["A", "B", "C"], ["Status"] = Enum.GetNames<CustomerStatus>(), ["StatementMethod"] = Enum.GetNames<StatementMethod>(),
        ["SettlementType"] = Enum.GetNames<SettlementType>(), ["Size"] = Enum.GetNames<EnterpriseSize>(), ["OurSize"] = Enum.GetNames<EnterpriseSize>(), ["ReminderBase"] = Enum.GetNames<ReminderBase>(), ["DeliveryMode"] = Enum.GetNames<DeliveryMode>(),
        ["ShelfLifeUnit"] = Enum.GetNames<ShelfLifeUnit>(), ["Storage"] = Enum.GetNames<StorageKind>(), ["Post"] = Enum.GetNames<ContactPost>(), ["ReturnPolicy"] = Enum.GetNames<ReturnPolicy>(), ["StatementCycle"] = Enum.GetNames<StatementCycle>(),
        ["Base"] = Enum.GetNames<FeeBase>(), ["InvoiceKind"] = Enum.GetNames<InvoiceKind>(), ["Kind"] = Enum.GetNames<MaterialKind>(), ["Record"] = Enum.GetNames<PromoterRecordKind>(), ["Active"] = ["true", "false"], ["Exempt"] = ["", "true"],
        ["FeeType"] = ["display", "dm", "price-off", "sampling", "promoter", "gift", "service", "other", "barcode", "new-item", "opening", "holiday"],
    };

    private static readonly HashSet<string> Numbers =
        ["CreditLimit", "VatRate", "Latitude", "Longitude", "LeadTimeDays", "GeofenceRadius", "SalesArea", "Checkouts", "CasePack", "ShelfLife", "SupplyPrice", "RetailPrice", "FloorPrice", "Margin", "MonthlyRebate", "QuarterlyRebate", "YearlyRebate", "LateInterest", "StatementDay", "Amount", "Order", "Facings", "UnitCost", "Stock", "Year", "UpToDays", "NearDays", "BlockDays", "Score"];

    private static readonly HashSet<string> Dates = ["CreditHoldSince", "CreditHoldUntil", "OpenedOn", "LaunchedOn", "From", "Until", "Day"];

    private static readonly HashSet<string> Parts = ["VatRate", "Margin", "MonthlyRebate", "QuarterlyRebate", "YearlyRebate", "LateInterest"];

    private static readonly HashSet<string> Amounts = ["CreditLimit", "SupplyPrice", "RetailPrice", "FloorPrice", "UnitCost"];

    /// <summary>What a record is called in the reader's language.</summary>
    public static string TitleOf(CardRow row) => Language.Show.Name(row.Title, row.Cells.GetValueOrDefault("NameEn", ""));

    /// <summary>The values that a column can have; null for any.</summary>
    public static IReadOnlyList<string>? ChoicesOf(string column) => Choices.GetValueOrDefault(column);

    /// <summary>Whether it holds a date.</summary>
    public static bool IsDate(string column) => Dates.Contains(column);

    /// <summary>Whether it holds a number.</summary>
    public static bool IsNumber(string column) => Numbers.Contains(column);

    /// <summary>A value as people read it.</summary>
    public static string Read(Language.Texts texts, string column, string value)
    {
        if (value.Length == 0) return "–";
        if (column == "Active") return texts[value == "true" ? "Card.Yes" : "Card.No"];
        if (column == "FeeType") return texts.Or($"FeeType.{value}", value);
        if (column == "Type") return texts.Or($"CustomerType.{value}", value);
        if (column == "Status") return texts.Or($"CustomerStatus.{value}", value);
        if (column == "ShelfLifeUnit") return texts.Or($"Unit.{value}", value);
        if (Choices.ContainsKey(column)) return texts.Or($"Value.{column}.{value}", value);
        if (!decimal.TryParse(value, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var number)) return value;
        return Parts.Contains(column) ? Language.Show.Percent(number) : Amounts.Contains(column) ? Language.Show.Money(number) : value;
    }
}
