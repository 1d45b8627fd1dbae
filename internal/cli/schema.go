package cli

import (
	"github.com/spf13/cobra"

	"tend/internal/config"
)

func newSchema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print a JSON schema of tend.toml, for editors",
		Long: "Prints a JSON schema of tend.toml. An editor that knows such schemas completes its keys,\n" +
			"shows what they mean, and marks mistakes, when the file says where the schema is:\n\n" +
			"  tend schema > .tend.schema.json\n\n" +
			"and, as the first line of tend.toml,\n\n" +
			"  #:schema ./.tend.schema.json",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text, err := config.JSONSchema()
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
}
