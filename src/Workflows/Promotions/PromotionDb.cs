using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of promotions and their settlements.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Approved promotions.</summary>
    public DbSet<Promotion> Promotions => Set<Promotion>();

    /// <summary>The firm's own terms of promotions.</summary>
    public DbSet<PromotionTermsRow> PromotionTerms => Set<PromotionTermsRow>();

    /// <summary>Stores in which promotions run.</summary>
    public DbSet<PromotionStore> PromotionStores => Set<PromotionStore>();

    /// <summary>Articles in promotions.</summary>
    public DbSet<PromotionSku> PromotionSkus => Set<PromotionSku>();

    /// <summary>Approved costs by store and fee.</summary>
    public DbSet<PromotionCost> PromotionCosts => Set<PromotionCost>();

    /// <summary>Gifts and material.</summary>
    public DbSet<PromotionGift> PromotionGifts => Set<PromotionGift>();

    /// <summary>How promotions went through their states.</summary>
    public DbSet<PromotionMove> PromotionMoves => Set<PromotionMove>();

    /// <summary>What was seen of promotions in stores.</summary>
    public DbSet<ExecutionCheck> ExecutionChecks => Set<ExecutionCheck>();

    /// <summary>Settlements of promotions.</summary>
    public DbSet<Settlement> PromotionSettlements => Set<Settlement>();

    /// <summary>What settlements claim, by store and fee.</summary>
    public DbSet<SettlementLine> SettlementLines => Set<SettlementLine>();

    /// <summary>What proves the claims.</summary>
    public DbSet<SettlementProof> SettlementProofs => Set<SettlementProof>();

    /// <summary>How settlements went through their states.</summary>
    public DbSet<SettlementMove> SettlementMoves => Set<SettlementMove>();

    /// <summary>Which invoices are used up.</summary>
    public DbSet<UsedInvoice> UsedInvoices => Set<UsedInvoice>();

    /// <summary>Payments and deductions that were matched with settlements.</summary>
    public DbSet<SettlementPayment> SettlementPayments => Set<SettlementPayment>();

    /// <summary>Which proofs each type of fee needs.</summary>
    public DbSet<ProofRule> ProofRules => Set<ProofRule>();
}
