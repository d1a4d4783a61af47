namespace OmniHub.Sandbox;

/// <summary>Which scene shows which subject.</summary>
internal static class Scenes
{
    public static void Paint(Stage stage)
    {
        switch (stage.Reading.Subject)
        {
            case Subject.Mountains: Mountains.Paint(stage); break;
            case Subject.Sea: Sea.Paint(stage); break;
            default: Landscape.Paint(stage); break;
        }
    }
}
