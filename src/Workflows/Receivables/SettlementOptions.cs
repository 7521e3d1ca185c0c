namespace ProcessSales.Workflows.Receivables;

/// <summary>Limits and deadlines of settlement that a company sets for itself (domain.md 2.6 and 3.3, marked [P] there). Working days unless said otherwise.</summary>
public sealed record SettlementOptions
{
    /// <summary>So many calendar days before its due date an item counts as due soon.</summary>
    public int DueSoonDays { get; init; } = 7;

    /// <summary>Calendar days of grace added to the due date for the base date of reminders.</summary>
    public int GraceDays { get; init; }

    /// <summary>Where a pay day goes on which the payer does not work.</summary>
    public PayDayRule PayDayRule { get; init; } = PayDayRule.Next;

    /// <summary>Interest a day where nothing was agreed: 0.0005 is 0.05 %.</summary>
    public decimal DailyInterest { get; init; } = 0.0005m;

    /// <summary>A rest of at most so many CNY and at most <see cref="SmallRestShare"/> of the item is closed, not dunned.</summary>
    public decimal SmallRest { get; init; } = 50m;

    /// <summary>See <see cref="SmallRest"/>: 0.001 is 0.1 %.</summary>
    public decimal SmallRestShare { get; init; } = 0.001m;

    /// <summary>A statement's difference has to be settled within.</summary>
    public int DifferenceDays { get; init; } = 5;

    /// <summary>A dispute has to be settled within.</summary>
    public int DisputeDays { get; init; } = 10;

    /// <summary>A deduction that nobody knows has to be classified by the KAM within.</summary>
    public int DeductionDays { get; init; } = 5;

    /// <summary>Money that nobody claimed is brought to the KAM after.</summary>
    public int SuspenseDays { get; init; } = 2;

    /// <summary>Our bank and account as letters name them (F-S5); empty refers to the contract.</summary>
    public string Account { get; init; } = "";

    /// <summary>So long before an invoice window KAM and FIN-AR are reminded.</summary>
    public int WindowNoticeDays { get; init; } = 3;
}
