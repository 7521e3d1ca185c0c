using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Promotions;

/// <summary>Registers promotions, their settlements and budgets.</summary>
internal static class PromotionsRegistration
{
    public static IServiceCollection AddPromotions(this IServiceCollection services) => services
        .AddSingleton<PromotionTermsBook>()
        .AddSingleton<DemoStage>()
        .AddSingleton<IDemoStory, DemoPromotions>()
        .AddSingleton<BudgetLedger>()
        .AddSingleton<Budgets>()
        .AddSingleton<PromotionRegister>()
        .AddSingleton<PromotionNews>()
        .AddSingleton<BaselineSales>()
        .AddSingleton<PromotionDesk>()
        .AddSingleton<GiftRegister>()
        .AddSingleton<PromotionClock>()
        .AddSingleton<SettlementDesk>()
        .AddSingleton<SettlementList>()
        .AddSingleton<LateInvoices>()
        .AddSingleton<Attachments.IFileRight, LateInvoiceFiles>()
        .AddSingleton<SettlementCourse>()
        .AddSingleton<PromotionList>()
        .AddSingleton<PromotionFigures>()
        .AddSingleton<BudgetDesk>()
        .AddSingleton<ICaseFactSource, PromotionFacts>()
        .AddSingleton<IStoreMatterSource, PromotionMatters>()
        .AddSingleton<IFindingTaker, PromotionDeviations>()
        .AddSingleton<IFormCheck, PromotionFormCheck>()
        .AddSingleton<IFormSetting, EmergencyDays>()
        .AddSingleton<IAnswerCheck, SettlementAnswers>()
        .AddSingleton<IDeductionSource, SettlementDeductions>();
}
