using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Deductions;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Disputes;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Rebates;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Adjustments;

internal static class AdjustmentsRegistration
{
    /// <summary>What lowers an item without money: deductions, disputes, credit notes, write-offs, rebates.</summary>
    public static IServiceCollection AddAdjustments(this IServiceCollection services) => services
        .AddSingleton<CreditNotes>()
        .AddSingleton<AdjustmentDesk>()
        .AddSingleton<IAnswerCheck>(new AdjustmentAnswers(AdjustmentDesk.CreditProcess))
        .AddSingleton<IAnswerCheck>(new AdjustmentAnswers(AdjustmentDesk.WriteOffProcess))
        .AddSingleton<DisputeDesk>()
        .AddSingleton<DisputeCourse>()
        .AddSingleton<DisputeBook>()
        .AddSingleton<IDemoStory, DemoDisputes>()
        .AddSingleton<DeductionDesk>()
        .AddSingleton<DeductionBook>()
        .AddSingleton<RebateBook>()
        .AddSingleton<IDeductionSource, RebateDeductions>();
}
