// Each journey runs a host and a browser of its own: side by side they would only slow each other down.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
