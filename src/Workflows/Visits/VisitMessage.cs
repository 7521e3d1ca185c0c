namespace ProcessSales.Workflows.Visits;

/// <summary>A step that the visitor made on the phone.</summary>
/// <param name="Id">Given by the phone: a step that comes twice counts once.</param>
/// <param name="To">Where it led.</param>
/// <param name="At">By the phone's clock.</param>
/// <param name="Reason">Why; needed where <see cref="VisitStates.NeedsReason"/> says so.</param>
/// <param name="Abandonment">Which kind of breaking off; null for anything else.</param>
public sealed record VisitStep(Guid Id, VisitState To, DateTimeOffset At, string? Reason = null, Abandonment? Abandonment = null);

/// <summary>What a phone sends of a visit.</summary>
/// <param name="OperationId">The same again changes nothing and is answered as the first time.</param>
/// <param name="BasedOn">The <see cref="Visit.Version"/> that the phone knew; 0 for a visit that only it knows.</param>
/// <param name="StoreId">The store.</param>
/// <param name="AdHocReason">Why it is made without a plan; null for a planned one.</param>
/// <param name="SentAt">The phone's clock at sending.</param>
/// <param name="ChecklistVersion">Version it is filled in with.</param>
/// <param name="Steps">All steps of the visit so far, or the new ones.</param>
/// <param name="ContentJson">All that was entered, a <see cref="VisitContent"/>.</param>
public sealed record VisitMessage(
    Guid OperationId, int BasedOn, Guid StoreId, string? AdHocReason, DateTimeOffset SentAt, int ChecklistVersion, IReadOnlyList<VisitStep> Steps, string ContentJson);

/// <summary>How a visit stands after a message, or what stands against it.</summary>
/// <param name="Conflict">Whether somebody changed the visit meanwhile: nothing was kept, and <paramref name="ContentJson"/> is what is stored.</param>
/// <param name="Note">Why it came back or was called off.</param>
/// <param name="CaseId">The case to hand to the pump; null for none.</param>
public sealed record VisitReceipt(Guid VisitId, VisitState State, int Version, bool Conflict, string? Note, bool CancelAsked, string? ContentJson, Guid? CaseId);
